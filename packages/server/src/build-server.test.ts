import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from './testing/open-test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

test('the process is alive without a key', async () => {
  expect(await server.call('GET', '/healthz', { key: null })).toMatchObject({
    status: 200,
    json: { status: 'ok' },
  })
})

test('metrics need a management key with metrics:read', async () => {
  expect((await server.call('GET', '/metrics', { key: null })).status).toBe(401)
  const root = server.client()
  const { apiId } = await root.whoami()
  const { secret } = await root.keys.create({ apiId: apiId ?? '', name: 'reader', scopes: ['keys:read'] })
  const refused = await server.call('GET', '/metrics', { key: secret })
  expect(refused).toMatchObject({ status: 403, json: { code: 'insufficient_scope' } })
  const { status, text } = await server.call('GET', '/metrics')
  expect(status).toBe(200)
  expect(text).toContain('keyturn_lease_held 1')
  expect(text).toContain('route="/metrics",status="403"')
})

test('metrics name route templates, whatever was asked', async () => {
  for (const path of ['/a', '/b', '/v1/keys/x', '/v1/keys/y']) await server.call('GET', path)
  const { text } = await server.call('GET', '/metrics')
  expect(text).not.toMatch(/route="\/(?:a|b|v1\/keys\/[xy])"/)
  expect(text).toContain('route="/v1/keys/:id"')
})

test('the document is the one of the contract, for this installation', async () => {
  const { status, json } = await server.call('GET', '/openapi.json', { key: null })
  expect({ status, json }).toMatchObject({
    status: 200,
    json: { openapi: '3.1.0', servers: [{ url: 'http://localhost:8787' }], info: { version: '0.0.0-test' } },
  })
})

test('the type of a problem opens its row on the help page', async () => {
  const { json } = await server.call('GET', '/nowhere', { key: null })
  expect(json).toMatchObject({ type: 'http://localhost:8787/help/problems#not_found' })
  const { text, headers } = await server.call('GET', '/help/problems', { key: null })
  expect(headers.get('content-type')).toContain('text/html')
  expect(text).toContain('id="not_found"')
})

test.each(['/debug', '/.env', '/.git/config', '/swagger', '/v1', '/v1/', '/v1/keys/'])(
  '%s is nothing',
  async path => {
    expect((await server.call('GET', path)).status).toBe(404)
  },
)

test('HEAD asks for the same credential as GET and has no body', async () => {
  expect(await server.call('HEAD', '/v1/apis', { key: null })).toMatchObject({ status: 401, text: '' })
  expect(await server.call('HEAD', '/v1/apis')).toMatchObject({ status: 200, text: '' })
})

test.each([
  ['GET', '/v1/keys/verify'],
  ['HEAD', '/v1/keys/verify'],
  ['DELETE', '/v1/keys/verify'],
  ['PATCH', '/v1/keys/verify-batch'],
  ['PUT', '/v1/keys/verify'],
])('%s %s is 405, not a key of that id', async (method, path) => {
  const { status, headers } = await server.call(method, path)
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'POST' })
})

test('a wrong method is 405 and names the right ones', async () => {
  const { status, headers } = await server.call('PUT', '/v1/keys/key_1')
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, HEAD, PATCH, DELETE' })
})

test('two credentials, one twice, or one in the address are refused before anything else', async () => {
  const key = server.test.rootKey
  const both = await server.call('GET', '/v1/keys', { headers: { 'x-api-key': key } })
  expect(both).toMatchObject({ status: 400, json: { code: 'multiple_credentials' } })
  const inUrl = await server.call('GET', `/v1/keys?search=${key}`)
  expect(inUrl).toMatchObject({ status: 400, json: { code: 'credential_in_url' } })
  expect(inUrl.text).not.toContain(key.slice(8))
})

test('a server that stops is not ready any more, but alive', async () => {
  expect((await server.call('GET', '/readyz', { key: null })).status).toBe(200)
  server.readiness.stop()
  const { status, json } = await server.call('GET', '/readyz', { key: null })
  expect({ status, json }).toMatchObject({ status: 503, json: { problems: ['stopping'] } })
  expect((await server.call('GET', '/healthz', { key: null })).status).toBe(200)
})
