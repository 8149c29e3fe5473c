import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import { describe, expect, test } from 'vitest'
import { listApis } from '../apis/list-apis.ts'
import { createKey } from '../keys/create-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateKey } from '../keys/update-key.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { listUsageEvents } from '../usage/list-usage-events.ts'
import { serializeVerdict } from './verdict.ts'
import type { VerifyInput } from './verify-input.ts'

const request = {
  id: 'r',
  ip: '203.0.113.9',
  userAgent: 'curl',
  method: 'GET',
  path: '/v1/keys',
  origin: null,
}
const unknownToken = () => generateToken({ prefix: 'zz', environment: 'live', randomBytes })

onBothDatabases(suite => {
  test('of everything that speaks against a request the first in the order of codes is told', async () => {
    const { key, secret } = await suite.key({
      scopes: ['leads:read'],
      allowedIps: ['203.0.113.0/24'],
      allowedEndpoints: [{ method: 'GET', path: '/v1/leads' }],
      rateLimits: [{ name: 'default', limit: 1, windowSeconds: 3_600 }],
      credits: { remaining: 0 },
    })
    const { organizationId } = key
    const raw = (columns: Record<string, number | null>) =>
      suite.write({ kind: 'key', id: key.id }, tx =>
        tx.updateTable('keys').set(columns).where('id', '=', key.id).execute(),
      )
    await updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } })
    await updateKey(suite.ctx, { keyId: key.id, patch: { enabled: false } })
    await raw({ expires_at: 1, revoked_at: 1 })
    const asked: Partial<VerifyInput> & { request: NonNullable<VerifyInput['request']> } = {
      apiId: 'api_other',
      environment: 'test',
      organizationId: 'org_other',
      scopes: 'leads:read and leads:write',
      cost: 2,
      request: { ip: '198.51.100.1', method: 'POST', path: '/v1/leads' },
    }
    const told: string[] = []
    const steps: (() => unknown)[] = [
      () => raw({ revoked_at: null }),
      () => updateKey(suite.ctx, { keyId: key.id, patch: { enabled: true } }),
      () => raw({ expires_at: null }),
      () => updateOrganization(suite.ctx, { organizationId, patch: { suspended: false } }),
      () => Object.assign(asked, { apiId: key.apiId }),
      () => Object.assign(asked, { environment: 'live' }),
      () => Object.assign(asked, { organizationId }),
      () => Object.assign(asked.request, { ip: '203.0.113.9' }),
      () => Object.assign(asked.request, { method: 'GET' }),
      () => Object.assign(asked, { scopes: ['leads:read'] }),
      () => Object.assign(asked, { cost: 1 }),
      () => updateKey(suite.ctx, { keyId: key.id, patch: { credits: { remaining: 3 } } }),
    ]
    for (const step of steps) {
      told.push((await suite.verify(secret, asked)).code)
      await step()
    }
    expect(told).toEqual([
      'revoked',
      'disabled',
      'expired',
      'organization_suspended',
      'wrong_api',
      'wrong_environment',
      'wrong_organization',
      'ip_not_allowed',
      'endpoint_not_allowed',
      'insufficient_scope',
      'rate_limited',
      'credits_exhausted',
    ])
    expect(await suite.verify(secret, asked)).toMatchObject({
      valid: true,
      code: 'valid',
      rateLimits: [{ name: 'default', limit: 1, remaining: 0 }],
      credits: { remaining: 2 },
    })
    expect((await suite.verify(secret, asked)).code).toBe('rate_limited')
  })

  test('a valid verdict has what the contract says and nothing more', async () => {
    const { key, secret } = await suite.key({ metadata: { plan: 'gold' }, name: 'Sync “1”' })
    const verdict = await suite.verify(secret)
    expect(verdict).toEqual({
      valid: true,
      code: 'valid',
      verificationId: expect.stringMatching(/^ver_/),
      key: {
        id: key.id,
        name: 'Sync “1”',
        apiId: key.apiId,
        organizationId: key.organizationId,
        environment: 'live',
        scopes: ['leads:read'],
        expiresAt: null,
        metadata: { plan: 'gold' },
      },
    })
  })

  test('a denial has its status, a sentence and the missing scopes; no key where none was found', async () => {
    const { secret } = await suite.key()
    expect(await suite.verify(secret, { scopes: ['leads:read', 'leads:write'] })).toMatchObject({
      valid: false,
      code: 'insufficient_scope',
      status: 403,
      detail: expect.stringContaining('leads:write'),
      missingScopes: ['leads:write'],
      key: { scopes: ['leads:read'] },
    })
    const wrongChecksum = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`
    for (const [token, code] of [
      [wrongChecksum, 'malformed'],
      ['', 'malformed'],
      ['not a token', 'malformed'],
      ['x'.repeat(600), 'malformed'],
      ['ключ-ключ-ключ-ключ', 'malformed'],
      [unknownToken(), 'not_found'],
    ] as const) {
      const verdict = await suite.verify(token)
      expect(verdict).toMatchObject({ valid: false, code, status: 401 })
      expect(verdict).not.toHaveProperty('key')
    }
  })

  test('a restriction whose input is missing denies', async () => {
    const byAddress = await suite.key({ allowedIps: ['203.0.113.0/24'] })
    const byEndpoint = await suite.key({ allowedEndpoints: [{ method: 'GET', path: '/v1/leads' }] })
    for (const input of [{}, { request: {} }, { request: { ip: '' } }, { request: { ip: 'unknown' } }]) {
      expect((await suite.verify(byAddress.secret, input)).code).toBe('ip_not_allowed')
    }
    for (const input of [{}, { request: { method: 'GET' } }, { request: { path: '/v1/leads' } }]) {
      expect((await suite.verify(byEndpoint.secret, input)).code).toBe('endpoint_not_allowed')
    }
    const without = await suite.key({ scopes: [] })
    expect((await suite.verify(without.secret, { scopes: ['leads:read'] })).code).toBe('insufficient_scope')
  })

  test('a caller without keys:verify learns nothing', async () => {
    const { secret } = await suite.key()
    const caller = suite.as({ scopes: ['keys:read', 'keys:write'] }).principal
    const refusal = { code: 'insufficient_scope', message: expect.stringContaining('keys:verify') }
    await expect(suite.engine.verifier.verify(caller, { key: secret })).rejects.toMatchObject(refusal)
    await expect(suite.engine.verifier.verifyBatch(caller, [{ key: secret }])).rejects.toMatchObject(refusal)
  })

  test('a key out of reach is answered and recorded like one that does not exist', async () => {
    const [own, foreign] = [await suite.key(), await suite.key()]
    for (const reach of [{ organizationId: own.key.organizationId }, { apiId: own.key.apiId }]) {
      const caller = suite.as({ reach }).principal
      const verify = async (key: string) => {
        const text = serializeVerdict(await suite.engine.verifier.verify(caller, { key }))
        return text.replace(/ver_\w+/, '')
      }
      expect(await verify(own.secret)).toContain('"valid":true')
      expect(await verify(foreign.secret)).toBe(await verify(unknownToken()))
    }
    await suite.engine.usage.flush()
    const ofForeign = await listUsageEvents(suite.ctx, { keyId: foreign.key.id })
    expect(ofForeign.data).toEqual([])
  })

  test('an expression that cannot be read is the caller’s fault, and says where', async () => {
    const { secret } = await suite.key()
    const asking = suite.verify(secret, { scopes: 'leads:read and' })
    await expect(asking).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/scopes' }] })
    const inputs = [{ key: secret }, { key: secret, scopes: '((' }]
    const batch = suite.engine.verifier.verifyBatch(suite.ctx.principal, inputs)
    await expect(batch).rejects.toMatchObject({ errors: [{ pointer: '/verifications/1/scopes' }] })
  })

  test('a batch answers in the order of its inputs', async () => {
    const made = await Promise.all([
      suite.key({ name: 'a' }),
      suite.key({ name: 'b', credits: { remaining: 9 } }),
      suite.key({ name: 'c' }),
    ])
    const tokens = [made[0]!.secret, unknownToken(), made[1]!.secret, 'x', made[2]!.secret]
    const verdicts = await suite.engine.verifier.verifyBatch(
      suite.ctx.principal,
      tokens.map(key => ({ key })),
    )
    const read = verdicts.map(verdict => JSON.parse(serializeVerdict(verdict)))
    expect(read.map(({ code, key }) => key?.name ?? code)).toEqual(['a', 'not_found', 'b', 'malformed', 'c'])
  })

  describe('the usage log', () => {
    test('has every answered verification of a key once it is flushed, with what was seen', async () => {
      const { key, secret } = await suite.key()
      const caller = suite.as()
      const input = {
        key: secret,
        cost: 3,
        request: {
          method: 'POST',
          path: `/v1/leads?token=${secret}`,
          ip: '203.0.113.7',
          userAgent: `agent ${secret}`,
          origin: 'https://app.example.com',
        },
      }
      const verdict = await suite.engine.verifier.verify(caller.principal, input)
      await suite.verify(secret, { apiId: 'api_other' })
      await suite.engine.usage.flush()
      const { data } = await listUsageEvents(suite.ctx, { keyId: key.id })
      expect(data.map(({ code }) => code)).toEqual(['wrong_api', 'valid'])
      expect(data[1]).toMatchObject({
        id: verdict.verificationId,
        keyName: 'Sync',
        apiId: key.apiId,
        organizationId: key.organizationId,
        environment: 'live',
        method: 'POST',
        path: '/v1/leads',
        ip: '203.0.113.7',
        origin: 'https://app.example.com',
        cost: 3,
        count: 1,
      })
      expect(JSON.stringify(data)).not.toContain(secret.slice(-20))
      expect(data[1]?.userAgent).toMatch(/^agent /)
    })

    test('has one spelling of an address, by which it is found, and no token in its place', async () => {
      const { key, secret } = await suite.key()
      const spellings = ['2001:DB8:0:0::1', '2001:db8::1', '::ffff:203.0.113.7', '203.0.113.7']
      for (const ip of [...spellings, 'unknown', secret]) await suite.verify(secret, { request: { ip } })
      await suite.engine.usage.flush()
      const seen = async (ip?: string) => {
        const { data } = await listUsageEvents(suite.ctx, { keyId: key.id, ip })
        return data.map(event => event.ip).reverse()
      }
      const [six, four] = ['2001:db8::1', '203.0.113.7']
      expect((await seen()).slice(0, 5)).toEqual([six, six, four, four, 'unknown'])
      expect(JSON.stringify(await seen())).not.toContain(secret.slice(-20))
      expect(await seen('2001:DB8::0001')).toEqual([six, six])
      expect(await seen('::ffff:203.0.113.7')).toEqual([four, four])
    })

    test.each([
      ['addresses of one IPv6 network', '2001:db8:7:7::/64', (i: number) => `2001:db8:7:7::${i + 1}`],
      ['what is no address', '', (i: number) => `made up, ${i}`],
    ])('takes %s for one source of unknown tokens', async (_, source, addressFor) => {
      const from = `/from/${source}`
      for (let i = 0; i < 60; i++)
        await suite.verify(unknownToken(), { request: { ip: addressFor(i), path: from } })
      suite.engine.verifier.recordCounted({ all: true })
      await suite.engine.usage.flush()
      const { data } = await listUsageEvents(suite.ctx, { code: 'not_found', limit: 200 })
      const counted = data.find(({ ip, path }) => ip === source && path === null)
      const inFull = data.filter(({ path }) => path === from)
      expect(inFull.length + (counted?.count ?? 0)).toBeGreaterThanOrEqual(60)
      expect(inFull.length).toBeLessThan(60)
    })

    test('keeps a few unknown tokens of a source in full and counts the others: no attempt is lost', async () => {
      const ip = '192.0.2.60'
      for (let i = 0; i < 60; i++) await suite.verify(unknownToken(), { request: { ip } })
      suite.engine.verifier.recordCounted({ all: true })
      await suite.engine.usage.flush()
      const { data } = await listUsageEvents(suite.ctx, { ip, limit: 200 })
      expect(data.reduce((sum, { count }) => sum + count, 0)).toBe(60)
      const inFull = Map.groupBy(
        data.filter(({ count }) => count === 1),
        ({ at }) => at.slice(0, 19),
      )
      for (const events of inFull.values()) expect(events.length).toBeLessThanOrEqual(10)
      expect(data.length).toBeLessThan(60)
      expect(data.every(({ keyId, code }) => keyId === null && code === 'not_found')).toBe(true)
    })
  })

  describe('a management credential', () => {
    const managementKey = async (input = {}) => {
      const apiId = (await listApis(suite.ctx, { limit: 200 })).data.at(-1)!.id
      const settings = { apiId, name: 'Manager', scopes: ['keys:read'], ...input }
      const { key, secret } = (await createKey(suite.ctx, settings)).result
      return { key, secret: secret ?? '' }
    }

    test('is who it says, with its scopes and reach; its use is recorded unless the call records itself', async () => {
      const organization = await suite.organization()
      const { key, secret } = await managementKey({ organizationId: organization.id })
      const authenticated = await suite.engine.verifier.authenticate(secret, request)
      expect(authenticated).toMatchObject({
        ok: true,
        principal: {
          keyId: key.id,
          keyName: 'Manager',
          organizationId: organization.id,
          reach: { organizationId: organization.id, apiId: null },
        },
      })
      if (!authenticated.ok) throw new Error('refused')
      expect(authenticated.principal.scopes.words).toEqual(['keys:read'])
      await suite.engine.verifier.authenticate(secret, request, { recorded: false })
      await suite.engine.usage.flush()
      const { data } = await listUsageEvents(suite.ctx, { keyId: key.id })
      expect(data).toMatchObject([{ code: 'valid', path: '/v1/keys', ip: '203.0.113.9' }])
    })

    test('is refused when it is none, ended, or used from elsewhere, and the refusal is recorded either way', async () => {
      const vendor = await suite.key()
      const { verifier } = suite.engine
      for (const options of [{ recorded: true }, { recorded: false }]) {
        const ask = (token: string) => verifier.authenticate(token, request, options)
        expect(await ask(vendor.secret)).toMatchObject({ ok: false, code: 'wrong_api' })
        expect(await ask(unknownToken())).toMatchObject({ ok: false, code: 'not_found' })
        expect(await ask('nonsense')).toMatchObject({ ok: false, code: 'malformed' })
      }
      const elsewhere = await managementKey({ allowedIps: ['10.0.0.0/8'] })
      expect(await verifier.authenticate(elsewhere.secret, request)).toMatchObject({ code: 'ip_not_allowed' })
      const revoked = await managementKey()
      await revokeKey(suite.ctx, { keyId: revoked.key.id })
      expect(await verifier.authenticate(revoked.secret, request)).toMatchObject({ code: 'revoked' })
      await suite.engine.usage.flush()
      expect((await listUsageEvents(suite.ctx, { keyId: vendor.key.id })).data).toHaveLength(2)
    })

    test('narrowed scopes hold for its next call', async () => {
      const { key, secret } = await managementKey({ scopes: ['keys:*'] })
      await updateKey(suite.ctx, { keyId: key.id, patch: { scopes: ['keys:read'] } })
      const authenticated = await suite.engine.verifier.authenticate(secret, request)
      expect(authenticated.ok && authenticated.principal.scopes.words).toEqual(['keys:read'])
    })

    test('identify tells of any key that works, and counts as no use', async () => {
      const { key, secret } = await suite.key()
      const { verifier } = suite.engine
      const identified = await verifier.identify(secret, request)
      expect(identified.ok && JSON.parse(identified.keyJson)).toMatchObject({ id: key.id })
      await revokeKey(suite.ctx, { keyId: key.id })
      expect(await verifier.identify(secret, request)).toMatchObject({ ok: false, code: 'revoked' })
      expect(await verifier.identify(unknownToken(), request)).toMatchObject({ ok: false, code: 'not_found' })
      await suite.engine.usage.flush()
      expect((await listUsageEvents(suite.ctx, { keyId: key.id })).data).toEqual([])
    })
  })
})
