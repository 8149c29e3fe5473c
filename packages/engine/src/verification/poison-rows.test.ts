import { describe, expect, test } from 'vitest'
import type { Engine } from '../engine.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { getKey } from '../keys/get-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'

const request = { ip: '203.0.113.7', method: 'GET', path: '/v1/leads' }
const asked = { scopes: ['leads:read'], request }

/** Columns of a key as no verb writes them. */
const keyColumns: [string, Record<string, unknown>][] = [
  ['scopes that are no JSON', { scopes: '{"' }],
  ['scopes that are empty text', { scopes: '' }],
  ['scopes that are null', { scopes: 'null' }],
  ['scopes that are a text', { scopes: '"leads:read"' }],
  ['scopes that are numbers', { scopes: '[1,2]' }],
  ['scopes that are no words', { scopes: '["leads:read","?"]' }],
  ['addresses that are no JSON', { allowed_ips: '[' }],
  ['an address that is none', { allowed_ips: '["203.0.113.7/99"]' }],
  ['addresses that are an object', { allowed_ips: '{"0":"203.0.113.7"}' }],
  ['addresses that are the text null', { allowed_ips: 'null' }],
  ['addresses that are a number', { allowed_ips: '7' }],
  ['addresses that are false', { allowed_ips: 'false' }],
  ['addresses that hold the mark between two columns', { allowed_ips: '["203.0.113.7/32"]\u001f=' }],
  ['endpoints that are the text null', { allowed_endpoints: ' null ' }],
  ['endpoints that are no patterns', { allowed_endpoints: '[{"method":"GET"}]' }],
  ['endpoints that are null inside', { allowed_endpoints: '[null]' }],
  ['a negative limit', { rate_limits: '[{"name":"d","limit":-1,"windowSeconds":60}]' }],
  ['a limit without a window', { rate_limits: '[{"name":"d","limit":1}]' }],
  ['limits that are null', { rate_limits: 'null' }],
  ['an expiry beyond all calendars', { expires_at: 9_007_199_254_740_991 }],
  ['an expiry before all calendars', { expires_at: -9_007_199_254_740_991 }],
]

const organizationColumns: [string, Record<string, unknown>][] = [
  ['limits that are no JSON', { rate_limits: '[' }],
  ['limits that are an object', { rate_limits: '{}' }],
  ['a negative limit', { rate_limits: '[{"name":"d","limit":-5,"windowSeconds":60}]' }],
  ['a ceiling that is no JSON', { scope_ceiling: '[' }],
  ['a ceiling that is a text', { scope_ceiling: '"*"' }],
  ['a ceiling of no words', { scope_ceiling: '[1,null,"?"]' }],
]

onBothDatabases(suite => {
  const poisoned: string[] = []
  const neighbours: string[] = []

  /** Two keys of which the first is poisoned, by way of its own row or another one. */
  async function check(poison: (made: Awaited<ReturnType<typeof suite.key>>) => Promise<void>) {
    const [made, neighbour] = [await suite.key(), await suite.key()]
    poisoned.push(made.secret)
    neighbours.push(neighbour.secret)
    expect(await suite.verify(made.secret, asked)).toMatchObject({ valid: true })
    await poison(made)
    await expectDenied(suite.engine, made.secret)
    expect(await suite.verify(neighbour.secret, asked)).toMatchObject({ valid: true })
    expect(suite.engine.status()).toMatchObject({ ready: true })
  }

  async function expectDenied(engine: Engine, token: string): Promise<void> {
    const verdict = await suite.verify(token, asked, engine)
    expect(verdict).toMatchObject({ valid: false })
  }

  describe('a key with', () => {
    test.each(keyColumns)('%s is denied and no other', async (_, columns) => {
      await check(({ key }) =>
        suite.write({ kind: 'key', id: key.id }, tx =>
          tx.updateTable('keys').set(columns).where('id', '=', key.id).execute(),
        ),
      )
    })

    test('an id of its secret that cannot be stored in memory is denied and no other', async () => {
      await check(({ key }) =>
        suite.write({ kind: 'key', id: key.id }, tx =>
          tx
            .updateTable('secrets')
            .set({ id: `sec_ü${key.id}` })
            .where('key_id', '=', key.id)
            .execute(),
        ),
      )
    })

    test('an environment that holds the mark between two columns is denied and no other', async () => {
      await check(({ key }) =>
        suite.write({ kind: 'key', id: key.id }, tx =>
          tx.updateTable('keys').set({ environment: 'live\u001flive' }).where('id', '=', key.id).execute(),
        ),
      )
    })

    test('10 MB of metadata works like any other', async () => {
      const { key, secret } = await suite.key()
      const metadata = JSON.stringify({ text: 'x'.repeat(10_000_000) })
      await suite.write({ kind: 'key', id: key.id }, tx =>
        tx.updateTable('keys').set({ metadata }).where('id', '=', key.id).execute(),
      )
      expect((await suite.verify(secret, asked)).valid).toBe(true)
    })

    test('metadata that is no JSON works, without it', async () => {
      const { key, secret } = await suite.key()
      await suite.write({ kind: 'key', id: key.id }, tx =>
        tx.updateTable('keys').set({ metadata: '{' }).where('id', '=', key.id).execute(),
      )
      expect(await suite.verify(secret, asked)).toMatchObject({ valid: true, key: { metadata: {} } })
    })
  })

  test('keys that cannot be read are still listed, and can be revoked and deleted', async () => {
    const { id: organizationId } = await suite.organization()
    const made = []
    for (const [, columns] of keyColumns) {
      const { key } = await suite.key({ organizationId })
      made.push(key.id)
      await suite.write({ kind: 'key', id: key.id }, tx =>
        tx.updateTable('keys').set(columns).where('id', '=', key.id).execute(),
      )
    }
    const { data } = await listKeys(suite.ctx, { organizationId })
    expect(data.map(({ id }) => id)).toEqual(made.toReversed())
    for (const keyId of made) {
      const view = await getKey(suite.ctx, { keyId })
      expect(view).toMatchObject({ id: keyId, scopes: expect.any(Array), rateLimits: expect.any(Array) })
      expect((await revokeKey(suite.ctx, { keyId })).result.key.status).toBe('revoked')
      await deleteKey(suite.ctx, { keyId })
    }
  })

  test('a list that is lost is not shown as no restriction, and binds a management key that has it', async () => {
    const builtin = await suite.ctx.storage.lookups
      .selectFrom('apis')
      .select('id')
      .where('builtin', '=', 1)
      .executeTakeFirstOrThrow()
    const { key, secret } = await suite.key({ apiId: builtin.id, scopes: ['keys:read'] })
    const lost = { allowed_ips: 'null', allowed_endpoints: 'null' }
    await suite.write({ kind: 'key', id: key.id }, tx =>
      tx.updateTable('keys').set(lost).where('id', '=', key.id).execute(),
    )
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({ allowedIps: [], allowedEndpoints: [] })
    const asked = { ...request, id: 'req_1', userAgent: null, origin: null }
    expect(await suite.engine.verifier.authenticate(secret, asked)).toMatchObject({ ok: false })
  })

  describe('an organization with', () => {
    test.each(organizationColumns)('%s is denied and no other', async (_, columns) => {
      await check(({ key: { organizationId } }) =>
        suite.write({ kind: 'organization', id: organizationId }, tx =>
          tx.updateTable('organizations').set(columns).where('id', '=', organizationId).execute(),
        ),
      )
    })
  })

  test.each(['[', '{}', '[null]', '[{}]', 'null'])('an API with %j for scopes knows none', async scopes => {
    await check(({ key: { apiId } }) =>
      suite.write({ kind: 'api', id: apiId }, tx =>
        tx.updateTable('apis').set({ scopes }).where('id', '=', apiId).execute(),
      ),
    )
  })

  test('a node that starts on all of them is ready and denies the same', async () => {
    expect(poisoned.length).toBeGreaterThan(20)
    const second = await suite.test.addNode()
    for (const token of poisoned) await expectDenied(second, token)
    for (const token of neighbours) expect((await suite.verify(token, asked, second)).valid).toBe(true)
    await second.close()
  })
})
