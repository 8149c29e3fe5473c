import { operations } from '@keyturn/contract'
import type { KeyturnClient, KeyView } from '@keyturn/contract/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestAnswer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
let root: KeyturnClient
let managementApi = ''
let apiId = ''
let organizationId = ''

beforeAll(async () => {
  server = await openTestServer()
  root = server.client()
  managementApi = (await root.whoami()).apiId ?? ''
  const api = await root.apis.create({
    name: 'Enrich Engine',
    prefix: 'ee',
    scopes: [
      { name: 'leads:read' },
      { name: 'leads:write' },
      { name: 'lists:read' },
      { name: 'lists:write' },
    ],
  })
  apiId = api.id
  organizationId = (await root.organizations.create({ name: 'Northwind' })).id
})
afterAll(() => server.close())

const create = (body: object = {}) =>
  root.keys.create({
    apiId,
    organizationId,
    name: 'CRM sync',
    environment: 'live',
    scopes: ['leads:read'],
    ...body,
  })
const verify = async (key: string | null) => (await root.keys.verify({ key: key ?? '', apiId })).code

/** The answer has the shape that the contract promises. */
function expectShape(operationId: (typeof operations)[number]['operationId'], body: unknown) {
  const operation = operations.find(candidate => candidate.operationId === operationId)
  expect(operation?.success.schema?.safeParse(body).error?.issues ?? []).toEqual([])
}

test('a created key shows its token once, in the documented form', async () => {
  const answer = await server.call('POST', '/v1/keys', {
    body: { apiId, organizationId, name: 'CRM sync', environment: 'live', scopes: ['leads:read'] },
  })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expectShape('createKey', answer.json)
  const created = answer.json as Awaited<ReturnType<typeof create>>
  expect(created.secret).toMatch(/^ee_live_[0-9A-Za-z]{32}$/)
  expect(created.key).toMatchObject({
    status: 'active',
    start: created.secret?.slice(0, 11),
    lastUsedAt: null,
  })
  const again = await server.call('GET', `/v1/keys/${created.key.id}`)
  expectShape('getKey', again.json)
  expect(again.text).not.toContain(created.secret?.slice(11))
})

test('a date alone means the end of that day in the timezone of the organization', async () => {
  const berlin = await root.organizations.create({ name: 'Berlin', timezone: 'Europe/Berlin' })
  const { key } = await create({ organizationId: berlin.id, expiresAt: '2027-03-01' })
  expect(key.expiresAt).toMatch(/^2027-03-01T2[23]:/)
})

test('a revoked key is refused as soon as revoke has answered, and twice is fine', async () => {
  const { key, secret } = await create()
  expect(await verify(secret)).toBe('valid')
  const first = await server.call('POST', `/v1/keys/${key.id}/revoke`, { body: { reason: 'leaked' } })
  expect(first.status).toBe(200)
  expect(first.json).toMatchObject({ key: { status: 'revoked' }, effective: { everywhere: true } })
  expectShape('revokeKey', first.json)
  expect(await verify(secret)).toBe('revoked')
  const second = await server.call('POST', `/v1/keys/${key.id}/revoke`)
  // When it was last used is written down in its own time.
  const withoutUse = ({ json }: TestAnswer) => {
    const { key: view, ...effect } = json as { key: KeyView }
    return { ...effect, key: { ...view, lastUsedAt: null } }
  }
  expect(second.status).toBe(200)
  expect(withoutUse(second)).toEqual(withoutUse(first))
})

test('a disabled key is refused until it is enabled again', async () => {
  const { key, secret } = await create()
  await root.keys.update(key.id, { enabled: false })
  expect(await verify(secret)).toBe('disabled')
  await root.keys.update(key.id, { enabled: true })
  expect(await verify(secret)).toBe('valid')
})

test('a rotation with overlap keeps the old token until it ends; zero ends it at once', async () => {
  const { key, secret: first } = await create()
  const overlapping = await root.keys.rotate(key.id, { overlapSeconds: 3600 })
  expectShape('rotateKey', overlapping)
  expect(overlapping.key).toMatchObject({ id: key.id, status: 'rotating' })
  expect(overlapping.retiring).toMatchObject({ start: key.start })
  expect([await verify(first), await verify(overlapping.secret)]).toEqual(['valid', 'valid'])
  await expect(root.keys.rotate(key.id, { overlapSeconds: 1 })).rejects.toMatchObject({
    status: 409,
    code: 'rotation_in_progress',
  })
  const last = await root.keys.rotate(key.id)
  expect([await verify(first), await verify(overlapping.secret), await verify(last.secret)]).toEqual([
    'revoked',
    'revoked',
    'valid',
  ])
})

test('a deleted key is 404, absent from lists and refused', async () => {
  const { key, secret } = await create({ name: 'to be deleted' })
  const answer = await server.call('DELETE', `/v1/keys/${key.id}`)
  expect(answer).toMatchObject({ status: 204, text: '' })
  await expect(root.keys.get(key.id)).rejects.toMatchObject({ status: 404, code: 'not_found' })
  const { data } = await root.keys.list({ search: 'to be deleted' })
  expect(data).toEqual([])
  expect(await verify(secret)).toBe('revoked')
})

test('a list pages through every key once, with the filters of the contract', async () => {
  const { id } = await root.organizations.create({ name: 'Paging' })
  for (const name of ['a', 'b', 'c']) await create({ organizationId: id, name, externalId: `x-${name}` })
  const first = await root.keys.list({ organizationId: id, limit: 2 })
  expectShape('listKeys', first)
  const second = await root.keys.list({ organizationId: id, limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.data, ...second.data].map(key => key.name).sort()).toEqual(['a', 'b', 'c'])
  expect(second.nextCursor).toBeNull()
  const filters = {
    apiId,
    environment: 'live',
    status: 'active',
    type: 'production',
    externalId: 'x-b',
  } as const
  expect((await root.keys.list(filters)).data.map(key => key.name)).toEqual(['b'])
  expect((await root.keys.list({ organizationId: id, unusedForDays: 1 })).data).toEqual([])
  expect((await root.keys.list({ organizationId: id, rotationDue: true })).data).toEqual([])
})

test('of two changes against the same ETag the second is 412', async () => {
  const { key } = await create()
  const read = await server.call('GET', `/v1/keys/${key.id}`)
  const headers = { 'if-match': read.headers.get('etag') ?? '' }
  expect(headers['if-match']).toMatch(/^"\d+"$/)
  const changed = await server.call('PATCH', `/v1/keys/${key.id}`, { body: { name: 'first' }, headers })
  expect(changed.status).toBe(200)
  expectShape('updateKey', changed.json)
  expect(changed.headers.get('etag')).not.toBe(headers['if-match'])
  const late = await server.call('PATCH', `/v1/keys/${key.id}`, { body: { name: 'second' }, headers })
  expect(late).toMatchObject({ status: 412, json: { code: 'precondition_failed' } })
  expect((await root.keys.get(key.id)).name).toBe('first')
})

test.each([
  [{ scopes: ['leads:delete'] }, '/scopes/0'],
  [{ allowedIps: ['10.0.0.1/8'] }, '/allowedIps/0'],
  [{ allowedIps: ['999.1.1.1'] }, '/allowedIps/0'],
  [{ allowedIps: [] }, '/allowedIps'],
  [{ expiresAt: '2001-01-01' }, '/expiresAt'],
  [{ expiresAt: '2027-02-30' }, '/expiresAt'],
  [{ environment: 'moon' }, '/environment'],
  [{ name: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' }, '/name'],
  [{ name: 5 }, '/name'],
  [{ scopes: { $gt: '' } }, '/scopes'],
])('a key with %j is 422 and says where', async (member, pointer) => {
  const body = { apiId, organizationId, name: 'x', environment: 'live', ...member }
  const { status, json } = await server.call('POST', '/v1/keys', { body })
  expect({ status, json }).toMatchObject({
    status: 422,
    json: { code: 'invalid_input', errors: [{ pointer }] },
  })
})

test('a management key confined to one organization sees and makes keys of that one only', async () => {
  const mine = await root.organizations.create({ name: 'Mine' })
  const foreign = (await create()).key
  const { secret } = await root.keys.create({
    apiId: managementApi,
    name: 'Mine only',
    scopes: ['keys:*'],
    reach: { organizationId: mine.id, apiId: null },
  })
  const confined = server.client(secret ?? '')
  const own = await confined.keys.create({ apiId, name: 'own', environment: 'live', scopes: [] })
  expect(own.key.organizationId).toBe(mine.id)
  expect((await confined.keys.list()).data.map(key => key.id)).toContain(own.key.id)
  expect((await confined.keys.list()).data.map(key => key.id)).not.toContain(foreign.id)

  const unknown = 'key_00000000000000000000000000'
  const calls = [
    ['GET', ''],
    ['PATCH', '', { name: 'taken' }],
    ['DELETE', ''],
    ['POST', '/revoke', {}],
    ['POST', '/rotate', {}],
  ] as const
  for (const [method, rest, body] of calls) {
    const [theirs, nobodys] = await Promise.all(
      [foreign.id, unknown].map(id =>
        server.call(method, `/v1/keys/${id}${rest}`, { key: secret, ...(body ? { body } : {}) }),
      ),
    )
    expect(theirs?.status).toBe(404)
    expect(theirs?.text.replace(/req_\w+/, '')).toBe(nobodys?.text.replace(/req_\w+/, ''))
  }
  expect(await root.keys.get(foreign.id)).toMatchObject({ name: 'CRM sync', status: 'active' })
  const elsewhere = { apiId, organizationId, name: 'x', environment: 'live' }
  await expect(confined.keys.create(elsewhere)).rejects.toMatchObject({ status: 404 })
})

test('an API with one key per organization refuses a second', async () => {
  const { id } = await root.apis.create({
    name: 'Explorium',
    prefix: 'ex',
    keyPolicy: 'one_per_organization',
  })
  await create({ apiId: id, scopes: [] })
  await expect(create({ apiId: id, scopes: [] })).rejects.toMatchObject({ status: 409, code: 'key_exists' })
})

test('a key of another API is no management key, and the same as an unknown one', async () => {
  const { secret } = await create()
  const { status, json } = await server.call('GET', '/v1/keys', { key: secret })
  expect({ status, json }).toMatchObject({
    status: 401,
    json: { code: 'invalid_api_key', title: 'Invalid API key' },
  })
})

test('a revoked management key is told so, with the title of a wrong one', async () => {
  const { key, secret } = await root.keys.create({
    apiId: managementApi,
    name: 'short-lived',
    scopes: ['keys:read'],
  })
  await root.keys.revoke(key.id)
  const { status, json } = await server.call('GET', '/v1/keys', { key: secret })
  expect({ status, json }).toMatchObject({
    status: 401,
    json: { code: 'key_revoked', title: 'Invalid API key' },
  })
})
