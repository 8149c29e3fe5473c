import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { answered, exchange, lastRequest } from '../hot/testing/exchange.ts'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import {
  type GatewayLanes,
  gatewayHeaders,
  openGatewayLanes,
  type Question,
} from './testing/gateway-lanes.ts'

let server: TestServer
let lanes: GatewayLanes
let organizationId: string
const ids: Record<string, string> = {}

beforeAll(async () => {
  server = await openTestServer()
  lanes = await openGatewayLanes(server, { prefix: 'ee' })
  const root = server.client()
  organizationId = (await root.organizations.create({ name: 'Northwind' })).id
  const create = async (name: string, more: object = {}) => {
    const input = { apiId: lanes.apiId, organizationId, name, environment: 'live', scopes: ['leads:read'] }
    const { key, secret } = await root.keys.create({ ...input, ...more })
    lanes.tokens[name] = secret ?? ''
    ids[name] = key.id
  }
  await create('plain')
  await create('both', { scopes: ['leads:read', 'leads:write'] })
  await create('unsorted', { scopes: ['leads:write', 'leads:read'] })
  await create('paid', { scopes: ['leads:write', 'leads:read'], credits: { remaining: 1_000 } })
  await create('none', { scopes: [] })
  await create('inside', { allowedIps: ['203.0.113.0/24'] })
  await create('gatewayOnly', { allowedIps: ['127.0.0.1'] })
  await create('endpoint', { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/**' }] })
  await create('limited', { rateLimits: [{ name: 'burst', limit: 1_000, windowSeconds: 60 }] })
  await create('narrow', { rateLimits: [{ name: 'once', limit: 2, windowSeconds: 3600 }] })
  await create('broke', { credits: { remaining: 0 } })
  await create('sandbox', { environment: 'test' })
  await create('revoked')
  await create('disabled')
  await root.keys.revoke(ids['revoked'] ?? '', {})
  await root.keys.update(ids['disabled'] ?? '', { enabled: false })
})
afterAll(async () => {
  await lanes.close()
  await server.close()
})

const uri = (path: string) => ['X-Forwarded-Method: GET', `X-Forwarded-Uri: ${path}`]
const from = (address: string) => [...uri('/v1/leads'), `X-Forwarded-For: ${address}`]
const bearer = (token: string) => `Authorization: Bearer ${lanes.tokens[token]}`

describe('a valid key is passed on with who it is', () => {
  test('as headers, and no body', async () => {
    const { status, headers, body, hot } = await lanes.ask({ token: 'both', more: '&scopes=leads:read' })
    expect({ status, body, hot }).toEqual({ status: 200, body: '', hot: true })
    expect(headers).toMatchObject({
      'x-keyturn-key-id': ids['both'],
      'x-keyturn-organization-id': organizationId,
      'x-keyturn-scopes': 'leads:read leads:write',
      'cache-control': 'no-store',
    })
  })

  test.each(['unsorted', 'paid'])('with its scopes in one order, however they were set: %s', async token => {
    const { status, headers, hot } = await lanes.ask({ token, more: '&scopes=leads:read' })
    expect({ status, hot }).toEqual({ status: 200, hot: true })
    expect(headers).toMatchObject({
      'x-keyturn-key-id': ids[token],
      'x-keyturn-organization-id': organizationId,
      'x-keyturn-scopes': 'leads:read leads:write',
    })
  })

  test('without what a browser would be told, which a refusal says: it may be passed on to one', async () => {
    const [admitted, refused] = [await lanes.ask({ token: 'plain' }), await lanes.ask({ token: 'revoked' })]
    const told = ['content-security-policy', 'referrer-policy', 'x-content-type-options']
    expect(told.filter(name => name in admitted.headers)).toEqual([])
    expect(told.filter(name => name in refused.headers)).toEqual(told)
  })

  test('without that the connection stays open, which it does: a gateway reads each header of each answer', async () => {
    const question = lanes.write({ token: 'plain' })
    const answers = await exchange(lanes.both.port, [question, answered(1), question + lastRequest])
    const told = answers.map(({ headers }) =>
      headers.filter(header => /^(connection|keep-alive):/i.test(header)),
    )
    expect(told).toEqual([[], [], ['Connection: close']])
  })

  test('with the state of its limits', async () => {
    const { headers } = await lanes.ask({ token: 'limited' })
    expect(headers['ratelimit-policy']).toBe('"burst";q=1000;w=60')
    expect(headers['ratelimit']).toMatch(/^"burst";r=\d+;t=\d+$/)
  })

  test.each<[string, Question]>([
    ['every word', { token: 'both', more: '&scopes=leads:read,leads:write' }],
    ['words with spaces', { token: 'both', more: '&scopes=leads:read%20leads:write' }],
    ['an expression', { more: '&scopes=leads:read+and+not+leads:write' }],
    ['no scopes', { token: 'none' }],
    ['mode=nginx', { more: '&mode=nginx' }],
    ['X-Original-*', { headers: ['X-Original-Method: GET', 'X-Original-URI: /v1/leads'] }],
    ['both pairs, which agree', { headers: [...uri('/a'), 'X-Original-Method: GET', 'X-Original-URI: /a'] }],
    ['no header of the gateway', { headers: [] }],
    [
      'what callers send besides',
      {
        headers: [
          ...gatewayHeaders,
          'Cookie: a=b; c_d=e',
          'Accept: a',
          'Accept: b',
          'Content-Type: text/plain',
          'Content-Encoding: gzip',
          'X-Keyturn-Key-Id: key_spoofed',
          'X-Forwarded-Prefix: /admin',
          'X-Original-URL: /admin',
          'X-HTTP-Method-Override: DELETE',
          'Origin: https://a.example',
        ],
      },
    ],
  ])('%s', async (_, question) => {
    expect(await lanes.ask(question)).toMatchObject({ status: 200, hot: true })
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', async method => {
    expect(await lanes.ask({ method })).toMatchObject({ status: 200, hot: true })
  })

  test('a body is not read, and what follows it is answered', async () => {
    const text = '{"not": json'
    const headers = [...gatewayHeaders, `Content-Length: ${text.length}`, 'Content-Type: image/png']
    expect(await lanes.ask({ method: 'POST', headers, body: text })).toMatchObject({
      status: 200,
      hot: false,
    })
  })

  test('in Authorization too', async () => {
    const headers = [bearer('plain'), ...gatewayHeaders]
    expect(await lanes.ask({ token: null, headers })).toMatchObject({ status: 200, hot: true })
  })

  test('the usage log has the original request, not the gateway’s', async () => {
    const headers = [
      'X-Forwarded-Method: PATCH',
      'X-Forwarded-Uri: /v1/leads/7?q=private',
      'X-Forwarded-For: 198.51.100.1, 203.0.113.9',
      'User-Agent: weather/1',
    ]
    await lanes.ask({ token: 'both', headers })
    const logged = () => server.client().usage.events({ keyId: ids['both'] ?? '', method: 'PATCH' })
    const event = await vi.waitUntil(async () => (await logged()).data[0], { timeout: 10_000 })
    expect(event).toMatchObject({
      method: 'PATCH',
      path: '/v1/leads/7',
      ip: '203.0.113.9',
      userAgent: 'weather/1',
    })
  })
})

describe('whoever is refused is told by the status', () => {
  test.each<[string, Question, number, string]>([
    ['no credential', { token: null }, 401, 'missing_credential'],
    ['an empty one', { token: null, headers: ['X-API-Key:', ...gatewayHeaders] }, 401, 'missing_credential'],
    ['another scheme', { token: null, headers: ['Authorization: Basic YTpi'] }, 401, 'missing_credential'],
    ['no token', { token: 'abc' }, 401, 'invalid_api_key'],
    ['an unknown one', { token: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' }, 401, 'invalid_api_key'],
    ['a shortened one', { token: 'ee_live_abc...' }, 401, 'invalid_api_key'],
    ['a revoked one', { token: 'revoked' }, 401, 'key_revoked'],
    ['a disabled one', { token: 'disabled' }, 401, 'key_disabled'],
    ['one of another environment', { token: 'sandbox' }, 403, 'wrong_environment'],
    ['a scope missing', { more: '&scopes=leads:write' }, 403, 'insufficient_scope'],
    ['an address outside', { token: 'inside', headers: from('198.51.100.1') }, 403, 'ip_not_allowed'],
    ['no address', { token: 'inside', headers: uri('/v1/leads') }, 403, 'ip_not_allowed'],
    ['the gateway’s own', { token: 'gatewayOnly', headers: uri('/v1/leads') }, 403, 'ip_not_allowed'],
    ['an endpoint outside', { token: 'endpoint', headers: uri('/v1/lists') }, 403, 'endpoint_not_allowed'],
    ['no endpoint', { token: 'endpoint', headers: [] }, 403, 'endpoint_not_allowed'],
    ['credits used up', { token: 'broke' }, 402, 'credits_exhausted'],
  ])('%s', async (_, question, status, code) => {
    const answer = await lanes.ask(question)
    expect(answer).toMatchObject({ status, code })
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.headers['x-keyturn-key-id']).toBeUndefined()
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Bearer')
  })

  test('one of another API', async () => {
    lanes.tokens['root'] = server.test.rootKey
    expect(await lanes.ask({ token: 'root' })).toMatchObject({ status: 403, code: 'wrong_api' })
  })

  test('a lack of scopes is named in the challenge (RFC 6750, 3.1)', async () => {
    const { headers } = await lanes.ask({ token: 'none', more: '&scopes=leads:read,leads:write' })
    expect(headers['www-authenticate']).toBe(
      'Bearer realm="keyturn", error="insufficient_scope", scope="leads:read leads:write"',
    )
  })

  test('a limit, with when to come back', async () => {
    await lanes.ask({ token: 'narrow' })
    const { status, code, headers } = await lanes.ask({ token: 'narrow' })
    expect({ status, code }).toEqual({ status: 429, code: 'rate_limited' })
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(headers['ratelimit']).toMatch(/^"once";r=0;t=\d+$/)
  })

  test('refused at once after it was revoked', async () => {
    const { key, secret } = await server.client().keys.create({
      apiId: lanes.apiId,
      organizationId,
      name: 'Short',
      scopes: [],
    })
    lanes.tokens['short'] = secret ?? ''
    expect((await lanes.ask({ token: 'short' })).status).toBe(200)
    await server.client().keys.revoke(key.id)
    expect(await lanes.ask({ token: 'short' })).toMatchObject({ status: 401, code: 'key_revoked', hot: true })
  })
})

describe('mode=nginx', () => {
  test.each<[string, Question, number, string | undefined]>([
    ['401 stays', { token: 'abc' }, 401, undefined],
    ['403 stays', { more: '&scopes=leads:write' }, 403, undefined],
    ['402 is told in a header', { token: 'broke' }, 403, '402'],
    ['429 is told in a header', { token: 'narrow' }, 403, '429'],
    ['400 is told in a header', { headers: [...gatewayHeaders, 'X-API-Key: abc'] }, 403, '400'],
  ])('%s', async (_, question, status, hidden) => {
    const more = `${question.more ?? ''}&mode=nginx`
    const answer = await lanes.ask({ ...question, more })
    expect(answer.status).toBe(status)
    expect(answer.headers['x-keyturn-status']).toBe(hidden)
    const problem = JSON.parse(answer.headers['x-keyturn-problem'] ?? '')
    expect(problem).toEqual(JSON.parse(answer.body))
    expect(problem.status).toBe(Number(hidden ?? status))
    if (hidden === '429') expect(answer.headers['retry-after']).toMatch(/^\d+$/)
  })

  test('a mistake in the configuration is not an admission', async () => {
    const { status, headers } = await lanes.ask({ target: '/v1/forward-auth?mode=nginx' })
    expect({ status, hidden: headers['x-keyturn-status'] }).toEqual({ status: 403, hidden: '400' })
  })
})
