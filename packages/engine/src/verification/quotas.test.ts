import { type KeyRecord, KeyTable, type KeyView } from '@keyturn/core'
import { expect, test } from 'vitest'
import { packedIds } from '../ids/packed-id.ts'
import { getKey } from '../keys/get-key.ts'
import { updateKey } from '../keys/update-key.ts'
import { RateLimiter } from '../limits/rate-limiter.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { Quotas } from './quotas.ts'

const hour = 3_600
const limited = (limit: number, name = 'default') => ({ name, limit, windowSeconds: hour })
const unlimited: KeyRecord = {
  digest: new Uint8Array(32),
  ...{ secretId: 'sec_1', keyId: 'key_1', apiId: 'api_1', organizationId: 'org_1', environment: 'live' },
  ...{ state: 'active', endsAt: null, expiresAt: null, publicJson: '{}' },
  policy: { scopes: [], allowedIps: null, allowedEndpoints: null, rateLimits: [], credits: false },
}

onBothDatabases(suite => {
  const credits = async (keyId: string) => (await getKey(suite.ctx, { keyId })).credits?.remaining

  test('a denied verification costs no limit and no credit, whatever it was denied for', async () => {
    const { key, secret } = await suite.key({
      rateLimits: [limited(3)],
      credits: { remaining: 3 },
      allowedIps: ['203.0.113.0/24'],
    })
    const good = { request: { ip: '203.0.113.1' } }
    for (const bad of [
      {},
      { ...good, apiId: 'api_x' },
      { ...good, scopes: ['leads:write'] },
      { ...good, cost: 4 },
    ]) {
      expect(await suite.verify(secret, bad)).toMatchObject({ valid: false })
    }
    expect(await credits(key.id)).toBe(3)
    const verdict = await suite.verify(secret, good)
    expect(verdict).toMatchObject({ valid: true, rateLimits: [{ remaining: 2 }], credits: { remaining: 2 } })
  })

  test('what credits deny gives the limit back', async () => {
    const { key, secret } = await suite.key({ rateLimits: [limited(2)], credits: { remaining: 0 } })
    for (let i = 0; i < 4; i++) {
      expect(await suite.verify(secret)).toMatchObject({
        code: 'credits_exhausted',
        status: 402,
        rateLimits: [{ remaining: 2 }],
      })
    }
    await updateKey(suite.ctx, { keyId: key.id, patch: { credits: { remaining: 5 } } })
    for (const remaining of [1, 0]) {
      expect(await suite.verify(secret)).toMatchObject({ valid: true, rateLimits: [{ remaining }] })
    }
    expect(await suite.verify(secret)).toMatchObject({ code: 'rate_limited', status: 429 })
    expect(await credits(key.id)).toBe(3)
  })

  test('of several limits one that is used up denies, and the others are not charged', async () => {
    const { secret } = await suite.key({ rateLimits: [limited(1, 'narrow'), limited(100, 'wide')] })
    expect((await suite.verify(secret)).code).toBe('valid')
    for (let i = 0; i < 3; i++) {
      const { code, rateLimits } = await suite.verify(secret)
      expect(code).toBe('rate_limited')
      expect(rateLimits?.find(({ name }) => name === 'wide')?.remaining).toBe(99)
      expect(rateLimits?.find(({ name }) => name === 'narrow')?.remaining).toBe(0)
    }
  })

  test('the keys of an organization share its limits', async () => {
    const organization = await suite.organization({ rateLimits: [limited(3, 'shared')] })
    const one = await suite.key({ organizationId: organization.id })
    const two = await suite.key({ organizationId: organization.id })
    const codes = []
    for (const { secret } of [one, two, one, two, one]) codes.push((await suite.verify(secret)).code)
    expect(codes).toEqual(['valid', 'valid', 'valid', 'rate_limited', 'rate_limited'])
    await updateOrganization(suite.ctx, { organizationId: organization.id, patch: { rateLimits: null } })
    expect(await suite.verify(two.secret)).toMatchObject({ valid: true })
  })

  test('who is known to have no credits holds no shared limit while the balance is looked at', async () => {
    const organization = await suite.organization({ rateLimits: [limited(1, 'shared')] })
    const broke = await suite.key({ organizationId: organization.id, credits: { remaining: 0 } })
    const other = await suite.key({ organizationId: organization.id })
    expect((await suite.verify(broke.secret)).code).toBe('credits_exhausted')
    const verdicts = await Promise.all([broke, broke, other, broke].map(({ secret }) => suite.verify(secret)))
    const codes = verdicts.map(({ code }) => code)
    expect(codes[2]).toBe('valid')
    expect(new Set(codes.toSpliced(2, 1))).toEqual(new Set(['rate_limited']))
    const patch = { credits: { remaining: 1 } }
    await updateKey(suite.ctx, { keyId: broke.key.id, patch })
    await updateOrganization(suite.ctx, { organizationId: organization.id, patch: { rateLimits: null } })
    expect(await suite.verify(broke.secret)).toMatchObject({ valid: true, credits: { remaining: 0 } })
  })

  test('the first call that finds no credits, ever or any more, holds no shared limit either', async () => {
    const organization = await suite.organization({ rateLimits: [limited(3, 'shared')] })
    const broke = await suite.key({ organizationId: organization.id, credits: { remaining: 0 } })
    const last = await suite.key({ organizationId: organization.id, credits: { remaining: 1 } })
    const other = await suite.key({ organizationId: organization.id })
    const codesOf = async (made: readonly { secret: string }[]) =>
      Promise.all(made.map(async ({ secret }) => (await suite.verify(secret)).code))
    expect(await codesOf([last])).toEqual(['valid'])
    expect(await codesOf([broke, last, other, other])).toEqual([
      // By the time that the balance is known the two have used the limit up.
      'rate_limited',
      'rate_limited',
      'valid',
      'valid',
    ])
  })

  test('of callers at once those hold a shared limit for whom there are credits', async () => {
    const organization = await suite.organization({ rateLimits: [limited(4, 'shared')] })
    const payer = await suite.key({ organizationId: organization.id, credits: { remaining: 2 } })
    const other = await suite.key({ organizationId: organization.id })
    expect((await suite.verify(payer.secret, { cost: 0 })).code).toBe('valid')
    const callers = [...Array(8).fill(payer), other, other]
    const verdicts = await Promise.all(callers.map(({ secret }) => suite.verify(secret)))
    const codes = Map.groupBy(verdicts, ({ code }) => code)
    expect([codes.get('valid')?.length, verdicts[8]?.code, verdicts[9]?.code]).toEqual([4, 'valid', 'valid'])
  })

  test('64 callers at once get exactly as many as there are credits', async () => {
    const { key, secret } = await suite.key({ credits: { remaining: 10 } })
    const verdicts = await Promise.all(Array.from({ length: 64 }, () => suite.verify(secret)))
    expect(verdicts.filter(({ valid }) => valid)).toHaveLength(10)
    expect(verdicts.filter(({ code }) => code === 'credits_exhausted')).toHaveLength(54)
    expect(await credits(key.id)).toBe(0)
  })

  test('a cost of zero checks without taking anything', async () => {
    const { key, secret } = await suite.key({ rateLimits: [limited(1)], credits: { remaining: 1 } })
    for (let i = 0; i < 3; i++) expect(await suite.verify(secret, { cost: 0 })).toMatchObject({ valid: true })
    expect(await credits(key.id)).toBe(1)
    expect(await suite.verify(secret)).toMatchObject({ valid: true })
  })
})

test('limits that are renamed while a balance is asked for keep what was taken meanwhile', async () => {
  const balance = Promise.withResolvers<{ ok: boolean; remaining: number }>()
  const bytes = Buffer.from('sec_1key_1')
  const storedIds = { bytes, secretIdAt: 0, keyIdAt: 5, end: bytes.length }
  const keyWith = (name: string, hasCredits: boolean): KeyView =>
    ({ keyId: 'key_1', storedIds, policy: { rateLimits: [limited(5, name)], hasCredits } }) as never
  const quotas = new Quotas({
    limiter: new RateLimiter(),
    ledger: { covers: () => false, debit: () => balance.promise } as never,
    replica: { quotasOf: () => undefined } as never,
    clock: { now: () => 0, monotonic: () => 1_000 },
  })
  const waiting = quotas.charge(keyWith('before', true), 1, 1_000)
  const renamed = keyWith('after', false)
  const codes = async (calls: number) =>
    Promise.all(Array.from({ length: calls }, async () => (await quotas.charge(renamed, 1, 1_000))?.code))
  expect(await codes(4)).toEqual(Array(4).fill('valid'))
  balance.resolve({ ok: true, remaining: 9 })
  expect(await waiting).toMatchObject({ code: 'valid', rateLimits: [{ name: 'after', remaining: 0 }] })
  expect(await codes(1)).toEqual(['rate_limited'])
})

test('a key is limited as one, whatever form its id is kept in', async () => {
  const keyId = `key_01hzzzzzzzzzzzzzzzzzzzzzzz`
  const quotas = new Quotas({
    limiter: new RateLimiter(),
    ledger: {} as never,
    replica: { quotasOf: () => undefined } as never,
    clock: { now: () => 0, monotonic: () => 1_000 },
  })
  const codes: (string | undefined)[] = []
  for (const idCodec of [packedIds, undefined]) {
    const table = new KeyTable({ idCodec })
    table.put({ ...unlimited, keyId, policy: { ...unlimited.policy, rateLimits: [limited(1)] } })
    const view = table.find('\0'.repeat(32))
    if (view === null) throw new Error('the key is missing')
    codes.push((await quotas.charge(view, 1, 1_000))?.code)
  }
  expect(codes).toEqual(['valid', 'rate_limited'])
})
