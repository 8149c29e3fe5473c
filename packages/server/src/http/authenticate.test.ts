import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'

let server: TestServer
let apiId = ''

beforeAll(async () => {
  server = await openTestServer()
  apiId = (await server.client().whoami()).apiId ?? ''
})
afterAll(() => server.close())

test('a management key above its limit is told the real wait and the limits', async () => {
  const rateLimits = [{ name: 'calls', limit: 1, windowSeconds: 600 }]
  const { secret } = await server.client().keys.create({
    apiId,
    name: 'One call',
    scopes: ['apis:read'],
    rateLimits,
  })
  expect((await server.call('GET', '/v1/apis', { key: secret })).status).toBe(200)
  const { status, json, headers } = await server.call('GET', '/v1/apis', { key: secret })
  expect({ status, json }).toMatchObject({ status: 429, json: { code: 'rate_limited' } })
  const wait = Number(headers.get('retry-after'))
  expect(wait).toBeGreaterThan(590)
  expect(headers.get('ratelimit-policy')).toBe('"calls";q=1;w=600')
  expect(headers.get('ratelimit')).toBe(`"calls";r=0;t=${wait}`)
})

test('a key that a caller sends in another header is not kept in the audit log', async () => {
  const pasted = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
  const headers = { 'user-agent': `curl ${pasted}`, origin: `https://${pasted}.example` }
  const body = { name: 'Named', prefix: 'nm' }
  expect((await server.call('POST', '/v1/apis', { body, headers })).status).toBe(201)
  const { text } = await server.call('GET', '/v1/audit/events')
  expect(text).toContain('curl ee_live_…')
  expect(text).not.toContain(pasted)
})
