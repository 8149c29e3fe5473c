import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import {
  type GatewayLanes,
  gatewayHeaders,
  openGatewayLanes,
  type Question,
} from './testing/gateway-lanes.ts'

let server: TestServer
let lanes: GatewayLanes

beforeAll(async () => {
  server = await openTestServer()
  lanes = await openGatewayLanes(server, { prefix: 'ee', trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
  const root = server.client()
  const { id: organizationId } = await root.organizations.create({ name: 'Northwind' })
  for (const [name, more] of [
    ['plain', {}],
    ['endpoint', { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/**' }] }],
    ['inside', { allowedIps: ['203.0.113.0/24'] }],
  ] as const) {
    const input = { apiId: lanes.apiId, organizationId, name, scopes: ['leads:read'] }
    lanes.tokens[name] = (await root.keys.create({ ...input, ...more } as never)).secret ?? ''
  }
})
afterAll(async () => {
  await lanes.close()
  await server.close()
})

const uri = (path: string) => ['X-Forwarded-Method: GET', `X-Forwarded-Uri: ${path}`]
const from = (...addresses: string[]) => addresses.map(address => `X-Forwarded-For: ${address}`)

describe('what could be read in two ways is refused, in either lane', () => {
  test.each<[string, Question, string]>([
    ['two X-API-Key', { headers: [...gatewayHeaders, 'X-API-Key: abc'] }, 'duplicate_header'],
    ['two joined by a proxy', { token: 'abc, def' }, 'duplicate_header'],
    [
      'two ways to present',
      { headers: [...gatewayHeaders, 'Authorization: Bearer abc'] },
      'multiple_credentials',
    ],
    ['two methods', { headers: [...gatewayHeaders, 'X-Forwarded-Method: PUT'] }, 'duplicate_header'],
    [
      'the same method twice',
      { headers: [...gatewayHeaders, 'x-forwarded-method: GET'] },
      'duplicate_header',
    ],
    ['two addresses', { headers: [...gatewayHeaders, 'X-Forwarded-Uri: /'] }, 'duplicate_header'],
    ['another pair', { headers: [...gatewayHeaders, 'X-Original-URI: /v1/leads'] }, 'malformed_request'],
    ['half of another pair', { headers: [...gatewayHeaders, 'X-Original-Method: GET'] }, 'malformed_request'],
    [
      'joined methods',
      { headers: ['X-Forwarded-Method: GET, PUT', 'X-Forwarded-Uri: /'] },
      'malformed_request',
    ],
    ['underscores in a name', { headers: [...gatewayHeaders, 'X_Forwarded_Uri: /'] }, 'malformed_request'],
    ['one underscore', { headers: [...gatewayHeaders, 'X-Forwarded_For: 1.2.3.4'] }, 'malformed_request'],
    ['underscores of ours', { headers: [...gatewayHeaders, 'X_Keyturn_Key_Id: a'] }, 'malformed_request'],
    ['a key in the address', { headers: uri('/v1/leads?api_key=a') }, 'credential_in_url'],
    ['a token in it', { headers: uri('/v?q=ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH') }, 'credential_in_url'],
    ['a key in the gateway’s', { more: '&token=a' }, 'credential_in_url'],
  ])('%s', async (_, question, code) => {
    expect(await lanes.ask(question)).toMatchObject({ status: 400, code })
  })

  test('a configuration that lacks something, or has something else, lets nobody in', async () => {
    const api = `apiId=${lanes.apiId}`
    for (const query of [
      '',
      '?',
      `?${api}`,
      '?environment=live',
      `?${api}&environment=`,
      `?${api}&environment=live&scopes=`,
      `?${api}&environment=live&scopes=leads:read+and`,
      `?${api}&environment=live&scopes=leads:*`,
      `?${api}&environment=live&mode=apache`,
      `?${api}&environment=live&environment=test`,
      `?${api}&environment=live&admin=1`,
      ...['%00', '%1b', '%7f'].flatMap(text => [
        `?apiId=${text}&environment=live`,
        `?${api}&environment=live&scopes=leads:read${text}`,
      ]),
    ])
      expect((await lanes.ask({ target: `/v1/forward-auth${query}` })).status, query).toBe(400)
  })
})

describe('a restricted key is judged by the one reading that all programs share', () => {
  test.each([
    '/v1/leads/7',
    '/v1/leads/7?x=/../../admin',
    '/v1/lists/../leads/7',
    '/v1/%6ceads/7',
    '/v1/leads/7;x=y',
  ])('%s is inside', async path => {
    expect((await lanes.ask({ token: 'endpoint', headers: uri(path) })).status).toBe(200)
  })

  test.each([
    '/v1/leads',
    '/v1/leads/../lists',
    '/v1/leads/%2e%2e/lists',
    '/v1/leads%2f7',
    '/v1/leads/..%2flists',
    '/v1/leads//7',
    '//v1/leads/7',
    '/v1/leads/7%00',
    '/v1/leads/%c0%ae%c0%ae/lists',
    '/v1/leads/..;/lists',
    '/v1/leads/%252e%252e/lists',
    '/v1/leads\\7',
    'http://api.example/v1/leads/7',
    'v1/leads/7',
    '*',
    '/v1/leads/7, /v1/leads/8',
    `/v1/leads/${'a'.repeat(8_192)}`,
  ])('%s is not', async path => {
    const answer = await lanes.ask({ token: 'endpoint', headers: uri(path) })
    expect(answer).toMatchObject({ status: 403, code: 'endpoint_not_allowed' })
  })

  test('methods count as they are written, HEAD as GET', async () => {
    const asked = (method: string) =>
      lanes.ask({
        token: 'endpoint',
        headers: [`X-Forwarded-Method: ${method}`, 'X-Forwarded-Uri: /v1/leads/7'],
      })
    expect((await asked('HEAD')).status).toBe(200)
    for (const method of ['get', 'POST', 'GETT']) expect((await asked(method)).status).toBe(403)
  })

  test.each<[string, string[]]>([
    ['one', from('203.0.113.7')],
    ['what the caller claims is left of it', from('198.51.100.1, 203.0.113.7')],
    ['behind a trusted one', from('203.0.113.7, 10.1.2.3')],
    ['two headers are one list', from('203.0.113.7', '10.1.2.3')],
    ['mapped', from('::ffff:203.0.113.7')],
  ])('address inside: %s', async (_, headers) => {
    expect((await lanes.ask({ token: 'inside', headers })).status).toBe(200)
  })

  test.each<[string, string[]]>([
    ['claimed only', from('203.0.113.7, 198.51.100.1')],
    ['a port', from('203.0.113.7:80')],
    ['brackets', from('[2001:db8::1]')],
    ['unknown', from('unknown')],
    ['nothing at the end', from('203.0.113.7,')],
    ['another header', ['X-Real-IP: 203.0.113.7']],
    ['Forwarded', ['Forwarded: for=203.0.113.7']],
    ['CF-Connecting-IP', ['CF-Connecting-IP: 203.0.113.7', 'True-Client-IP: 203.0.113.7']],
  ])('address unknown or outside: %s', async (_, headers) => {
    expect(await lanes.ask({ token: 'inside', headers })).toMatchObject({
      status: 403,
      code: 'ip_not_allowed',
    })
  })
})

describe('peers that are not trusted', () => {
  let strange: GatewayLanes
  beforeAll(async () => {
    strange = await openGatewayLanes(server, { prefix: 'xx', trustedProxies: ['10.0.0.0/8'] })
    Object.assign(strange.tokens, lanes.tokens)
  })
  afterAll(() => strange.close())

  test.each(['plain', 'inside', 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'])(
    'may not ask, whatever they forward: %s',
    async token => {
      const target = `/v1/forward-auth?apiId=${lanes.apiId}&environment=live`
      const answer = await strange.ask({ target, token })
      expect(answer).toMatchObject({ status: 403, code: 'ip_not_allowed' })
      expect(answer.body).toContain('KEYTURN_TRUSTED_PROXIES')
    },
  )
})

test('TRACE and unknown methods are not answered, HEAD is without a body', async () => {
  const target = `/v1/forward-auth?apiId=${lanes.apiId}&environment=live`
  const { app } = lanes.ordinary
  const headers = { 'x-api-key': lanes.tokens['plain'] ?? '' }
  expect((await app.inject({ method: 'HEAD', url: target, headers })).statusCode).toBe(200)
  const trace = await app.inject({ method: 'TRACE' as 'GET', url: target, headers })
  expect(trace.statusCode).toBe(405)
  expect(trace.headers['allow']).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS')
})
