import { operations } from '@keyturn/contract'
import type { KeyturnClient } from '@keyturn/contract/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
let root: KeyturnClient
let apiId = ''
let organizationId = ''
let token = ''

beforeAll(async () => {
  server = await openTestServer()
  root = server.client()
  apiId = (await root.apis.create({ name: 'Enrich', prefix: 'ee', scopes: [{ name: 'leads:read' }] })).id
  organizationId = (await root.organizations.create({ name: 'Northwind' })).id
  const { secret } = await root.keys.create({
    apiId,
    organizationId,
    name: 'k',
    environment: 'live',
    scopes: ['leads:read'],
    metadata: { plan: 'pro' },
  })
  token = secret ?? ''
})
afterAll(() => server.close())

const verdictSchema = operations.find(operation => operation.operationId === 'verifyKey')?.success.schema

test('a valid key is answered with what it is', async () => {
  const { status, json, headers } = await server.call('POST', '/v1/keys/verify', {
    body: {
      key: token,
      apiId,
      organizationId,
      environment: 'live',
      scopes: 'leads:read and not leads:write',
    },
  })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(verdictSchema?.safeParse(json).error?.issues ?? []).toEqual([])
  expect(json).toMatchObject({
    valid: true,
    code: 'valid',
    verificationId: expect.stringMatching(/^ver_/),
    key: {
      name: 'k',
      apiId,
      organizationId,
      environment: 'live',
      scopes: ['leads:read'],
      metadata: { plan: 'pro' },
    },
  })
})

test.each([
  ['', 'malformed', 401],
  ['ee_live_0123456789ABCDEFGHIJKLMNOP38T6tX', 'malformed', 401],
  ['ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH', 'not_found', 401],
])('the presented key %j is %s', async (key, code, status) => {
  const answer = await server.call('POST', '/v1/keys/verify', { body: { key } })
  expect(answer).toMatchObject({ status: 200, json: { valid: false, code, status } })
  expect(answer.json).not.toHaveProperty('key')
  expect(answer.json).toHaveProperty('detail')
})

test('a denial says what is missing', async () => {
  const verdict = await root.keys.verify({ key: token, scopes: ['leads:write'] })
  expect(verdict).toMatchObject({
    valid: false,
    code: 'insufficient_scope',
    status: 403,
    missingScopes: ['leads:write'],
  })
})

test('a scope expression that cannot be read is 422 with its position', async () => {
  const { status, json } = await server.call('POST', '/v1/keys/verify', {
    body: { key: token, scopes: 'leads:read and' },
  })
  expect({ status, json }).toMatchObject({ status: 422, json: { errors: [{ pointer: '/scopes' }] } })
  expect(JSON.stringify(json)).toMatch(/position \d+/)
})

test('a batch is answered in order', async () => {
  const { data } = await root.keys.verifyBatch([
    { key: token },
    { key: 'x' },
    { key: token, scopes: ['leads:write'] },
  ])
  expect(data.map(verdict => verdict.code)).toEqual(['valid', 'malformed', 'insufficient_scope'])
  await expect(root.keys.verifyBatch([])).rejects.toMatchObject({ status: 422 })
  await expect(root.keys.verifyBatch(Array(1001).fill({ key: 'x' }))).rejects.toMatchObject({ status: 422 })
})

test('a caller confined to another API does not learn that the key exists', async () => {
  const other = await root.apis.create({ name: 'Other', prefix: 'ot' })
  const { secret } = await root.keys.create({
    apiId: (await root.whoami()).apiId ?? '',
    name: 'Other only',
    scopes: ['keys:verify'],
    reach: { organizationId: null, apiId: other.id },
  })
  const verdict = await server.client(secret ?? '').keys.verify({ key: token })
  expect(verdict).toMatchObject({ valid: false, code: 'not_found' })
  expect(verdict).not.toHaveProperty('key')
})

test('a suspended organization stops at once and goes on when it is reactivated', async () => {
  await root.organizations.update(organizationId, { suspended: true })
  expect((await root.keys.verify({ key: token })).code).toBe('organization_suspended')
  await root.organizations.update(organizationId, { suspended: false })
  expect((await root.keys.verify({ key: token })).code).toBe('valid')
})

test('whoami tells a key of any API what it is, and nobody anything else', async () => {
  const me = await server.client(token).whoami()
  expect(me).toMatchObject({ name: 'k', apiId, organizationId, scopes: ['leads:read'] })
  expect(JSON.stringify(me)).not.toContain(token.slice(11))
  const { status, json } = await server.call('GET', '/v1/whoami', {
    key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
  })
  expect({ status, json }).toMatchObject({ status: 401, json: { code: 'invalid_api_key' } })
})

test('a reported outcome is in the usage log with its verification', async () => {
  const { verificationId } = await root.keys.verify({
    key: token,
    request: { method: 'GET', path: '/v1/leads?q=1', ip: '203.0.113.7', userAgent: 'test' },
  })
  const outcome = { verificationId, status: 200, durationMs: 12.5 }
  expect(await root.usage.reportOutcomes([outcome])).toEqual({ accepted: 1 })
  const events = async () => (await root.usage.events({ apiId, limit: 200 })).data
  await expect
    .poll(async () => (await events()).find(event => event.id === verificationId)?.outcome)
    .toMatchObject({
      status: 200,
    })
  const event = (await events()).find(candidate => candidate.id === verificationId)
  const listed = operations.find(operation => operation.operationId === 'listUsageEvents')?.success.schema
  expect(listed?.safeParse({ data: [event], nextCursor: null }).error?.issues ?? []).toEqual([])
  expect(event).toMatchObject({ code: 'valid', path: '/v1/leads', ip: '203.0.113.7', organizationId })
  expect((await root.usage.events({ apiId, code: 'expired' })).data).toEqual([])
})

test.each(['code=nope', 'country=de', 'from=yesterday', 'limit=201', 'ip='])(
  'usage events refuse %s',
  async query => {
    const { status, json } = await server.call('GET', `/v1/usage/events?${query}`)
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid_parameter' } })
  },
)
