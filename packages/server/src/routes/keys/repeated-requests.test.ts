import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let server: TestServer
  let apiId = ''
  let organizationId = ''

  beforeAll(async () => {
    server = await openTestServer({ database })
    const root = server.client()
    apiId = (await root.apis.create({ name: 'Enrich', prefix: 'ee', scopes: [{ name: 'leads:read' }] })).id
    organizationId = (await root.organizations.create({ name: 'Northwind' })).id
  })
  afterAll(() => server.close())

  const post = (path: string, body: unknown, idempotencyKey?: string, key?: string) =>
    server.call('POST', path, {
      body,
      ...(key === undefined ? {} : { key }),
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
    })
  const wish = () => ({ apiId, organizationId, name: 'Sync' })
  type Created = { key: { id: string }; secret: string | null }

  test('the same request again has the same status and body, a null secret, and says so', async () => {
    const first = await post('/v1/keys', wish(), 'one')
    const reordered = { name: 'Sync', organizationId, apiId }
    const again = await post('/v1/keys', reordered, 'one')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.json).toEqual({ ...(first.json as Created), secret: null })
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    const other = await post('/v1/keys', { ...wish(), name: 'Other' }, 'one')
    expect(other).toMatchObject({ status: 422, json: { code: 'idempotency_mismatch' } })
    const elsewhere = await post('/v1/organizations', { name: 'Fabrikam' }, 'one')
    expect(elsewhere.status).toBe(201)
  })

  test.each(['', 'x'.repeat(256), 'schlüssel', 'a\tb'])(
    'the key %j is refused and nothing is made',
    async key => {
      const { status, json } = await post('/v1/keys', wish(), key)
      expect({ status, json }).toMatchObject({ status: 400, json: { code: 'malformed_request' } })
    },
  )

  test('reads and verifications ignore it', async () => {
    const body = { key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' }
    const answers = await Promise.all([1, 2].map(() => post('/v1/keys/verify', body, 'verify')))
    const ids = answers.map(({ json }) => (json as { verificationId: string }).verificationId)
    expect(new Set(ids).size).toBe(2)
    expect((await post('/v1/keys/lookup', body, '')).status).toBe(404)
  })

  test('import answers the keys, and points at the rows that are wrong', async () => {
    const sha256 = createHash('sha256').update('legacy-token-of-theirs').digest('hex')
    const good = await post('/v1/keys/import', { keys: [{ ...wish(), sha256 }] }, 'import')
    expect(good).toMatchObject({ status: 201, json: { data: [{ name: 'Sync', start: '' }] } })
    expect((await post('/v1/keys/import', { keys: [{ ...wish(), sha256 }] }, 'import')).json).toEqual(
      good.json,
    )
    const bad = await post('/v1/keys/import', { keys: [{ ...wish(), sha256: sha256.toUpperCase() }] })
    expect(bad).toMatchObject({ status: 422, json: { errors: [{ pointer: '/keys/0/sha256' }] } })
    const known = await post('/v1/keys/import', { keys: [{ ...wish(), sha256 }] })
    expect(known).toMatchObject({
      status: 409,
      json: { code: 'conflict', errors: [{ pointer: '/keys/0/sha256' }] },
    })
    const found = await post('/v1/keys/lookup', { key: 'legacy-token-of-theirs' })
    expect(found).toMatchObject({ status: 200, json: { name: 'Sync' } })
  })

  test('bulk revoke answers what became of each key', async () => {
    const { key } = (await post('/v1/keys', wish())).json as Created
    const body = { keyIds: [key.id, 'key_unknown'], reason: 'leak' }
    expect(await post('/v1/keys/bulk-revoke', body)).toMatchObject({
      status: 200,
      json: {
        data: [
          { keyId: key.id, outcome: 'revoked' },
          { keyId: 'key_unknown', outcome: 'not_found' },
        ],
        effective: { everywhere: true },
        hasMore: false,
      },
    })
    for (const bad of [{}, { filter: {} }, { keyIds: [] }, { ...body, filter: { apiId } }]) {
      expect((await post('/v1/keys/bulk-revoke', bad)).status).toBe(422)
    }
  })

  test('what a caller may not do, it may not do in bulk', async () => {
    const root = server.client()
    const builtin = (await root.whoami()).apiId ?? ''
    const { secret } = await root.keys.create({ apiId: builtin, name: 'Reader', scopes: ['usage:read'] })
    for (const path of ['import', 'bulk-revoke', 'lookup']) {
      expect(await post(`/v1/keys/${path}`, {}, undefined, secret ?? '')).toMatchObject({
        status: 403,
        json: { code: 'insufficient_scope' },
      })
      expect((await server.call('POST', `/v1/keys/${path}`, { key: null, body: {} })).status).toBe(401)
    }
  })

  test('whoami tells a management key its reach, and any other key that it has none', async () => {
    const root = server.client()
    const builtin = (await root.whoami()).apiId ?? ''
    const reach = { organizationId, apiId: null }
    const confined = await root.keys.create({
      apiId: builtin,
      name: 'Confined',
      scopes: ['keys:read'],
      reach,
    })
    expect(await server.client(confined.secret ?? '').whoami()).toMatchObject({ id: confined.key.id, reach })
    const { secret } = (await post('/v1/keys', wish())).json as Created
    expect(await server.client(secret ?? '').whoami()).toMatchObject({ name: 'Sync', reach: null })
  })
})
