import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { callGateway, type GatewayCall } from './call-gateway.ts'
import { openUpstream, type Received, type Upstream } from './open-upstream.ts'
import { gatewayNames, provideGateway } from './provide-gateways.ts'
import { type StartedGateway, startGateway } from './start-gateway.ts'

let keyturn: StartedKeyturn
let upstream: Upstream
let apiId: string
let organizationId: string
const tokens: Record<string, string> = {}
const ids: Record<string, string> = {}

async function create(name: string, more: object = {}): Promise<void> {
  const input = { apiId, organizationId, name, environment: 'live', scopes: ['leads:read'] }
  const { key, secret } = await keyturn.client.keys.create({ ...input, ...more })
  tokens[name] = secret ?? ''
  ids[name] = key.id
}

beforeAll(async () => {
  keyturn = await startKeyturn({ database: 'sqlite', env: { KEYTURN_TRUSTED_PROXIES: '127.0.0.1' } })
  upstream = await openUpstream()
  const { client } = keyturn
  const scopes = [{ name: 'leads:read' }, { name: 'leads:write' }]
  apiId = (await client.apis.create({ name: 'Enrich', prefix: 'ee', scopes })).id
  organizationId = (await client.organizations.create({ name: 'Northwind' })).id
  await create('plain')
  await create('writer', { scopes: ['leads:read', 'leads:write'] })
  await create('inside', { allowedIps: ['127.0.0.2'] })
  await create('gateway', { allowedIps: ['127.0.0.1'] })
  await create('elsewhere', { allowedIps: ['203.0.113.0/24'] })
  await create('endpoint', { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/public/**' }] })
  await create('broke', { credits: { remaining: 0 } })
  await create('sandbox', { environment: 'test' })
})
afterAll(async () => {
  await upstream?.close()
  await keyturn?.remove()
})

const valuesOf = ({ rawHeaders }: Received, name: string) =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
const withKey = (name: string, ...more: string[]) => ['X-API-Key', tokens[name] ?? name, ...more]

describe.each(gatewayNames)('%s', name => {
  const program = provideGateway(name)
  if (typeof program === 'string') {
    test.skip(`Not run, because ${program}`, () => {})
    return
  }
  let gateway: StartedGateway

  beforeAll(async () => {
    gateway = await startGateway(name, program, {
      keyturn: keyturn.url.replace('http://', ''),
      upstream: upstream.address,
      apiId,
    })
  })
  afterAll(() => gateway?.stop())

  /** The answer, and what of it came to the API. */
  async function call(sent: GatewayCall) {
    const before = upstream.received.length
    const reply = await callGateway(gateway.port, sent)
    return { ...reply, received: upstream.received.slice(before) }
  }

  async function expectRefused(sent: GatewayCall, status: number, code: string) {
    const reply = await call(sent)
    expect({ status: reply.status, body: reply.body, received: reply.received }).toEqual({
      status,
      body: expect.stringContaining(`"code":"${code}"`),
      received: [],
    })
    expect(reply.headers['content-type']).toBe('application/problem+json')
    return reply
  }

  test('a valid key is passed on, with whose it is and without the key', async () => {
    for (const headers of [withKey('plain'), ['Authorization', `Bearer ${tokens['plain']}`]]) {
      const { status, body, received } = await call({ headers, path: '/v1/leads/7?limit=1&a=%2F' })
      expect({ status, body }).toEqual({ status: 200, body: 'from the API' })
      const [request] = received
      if (request === undefined) throw new Error('nothing came through')
      expect(request.url).toBe('/v1/leads/7?limit=1&a=%2F')
      expect(valuesOf(request, 'x-keyturn-key-id')).toEqual([ids['plain']])
      expect(valuesOf(request, 'x-keyturn-organization-id')).toEqual([organizationId])
      expect(valuesOf(request, 'x-keyturn-scopes')).toEqual(['leads:read'])
      expect(request.rawHeaders.join()).not.toContain(tokens['plain'])
    }
  })

  test('a body comes through whole', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(100_000) })
    const headers = withKey('writer', 'Content-Type', 'application/json')
    const { status, received } = await call({ method: 'POST', headers, body })
    expect(status).toBe(200)
    expect(received).toMatchObject([{ method: 'POST', body }])
  })

  test.each<[string, () => string[], number, string]>([
    ['no key', () => [], 401, 'missing_credential'],
    ['another scheme', () => ['Authorization', 'Basic YTpi'], 401, 'missing_credential'],
    ['a malformed key', () => withKey('abc'), 401, 'invalid_api_key'],
    ['an unknown key', () => withKey('ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'), 401, 'invalid_api_key'],
    ['another environment', () => withKey('sandbox'), 403, 'wrong_environment'],
    ['another API', () => withKey(keyturn.rootKey), 403, 'wrong_api'],
    ['another network', () => withKey('elsewhere'), 403, 'ip_not_allowed'],
    ['another endpoint', () => withKey('endpoint'), 403, 'endpoint_not_allowed'],
    ['no credits', () => withKey('broke'), 402, 'credits_exhausted'],
    ['two keys', () => [...withKey('plain'), ...withKey('writer')], 400, 'duplicate_header'],
    [
      'two ways to send one',
      () => withKey('plain', 'Authorization', `Bearer ${tokens['plain']}`),
      400,
      'multiple_credentials',
    ],
  ])('%s is refused as Keyturn says', async (_, headers, status, code) => {
    const reply = await expectRefused({ headers: headers() }, status, code)
    const challenge = reply.headers['www-authenticate']
    if (status === 401) expect(challenge).toMatch(/^Bearer realm="keyturn"(?:, error="invalid_token")?$/)
  })

  test('a scope that the method needs is asked for', async () => {
    const headers = withKey('plain')
    const { headers: told } = await expectRefused({ method: 'POST', headers }, 403, 'insufficient_scope')
    expect(told['www-authenticate']).toBe(
      'Bearer realm="keyturn", error="insufficient_scope", scope="leads:write"',
    )
    await expectRefused({ method: 'DELETE', headers, path: '/v1/leads/7' }, 403, 'insufficient_scope')
    expect((await call({ method: 'HEAD', headers })).status).toBe(200)
  })

  test('a limit is told, and when to come back', async () => {
    const limit = `limited-${name}`
    await create(limit, { rateLimits: [{ name: 'once', limit: 1, windowSeconds: 3600 }] })
    const admitted = await call({ headers: withKey(limit) })
    expect(admitted.status).toBe(200)
    const { headers } = await expectRefused({ headers: withKey(limit) }, 429, 'rate_limited')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(headers['ratelimit']).toMatch(/^"once";r=0;t=\d+$/)
    expect(headers['ratelimit-policy']).toBe('"once";q=1;w=3600')
  })

  test('a revoked key is refused as soon as the call that revoked it has answered', async () => {
    const short = `short-${name}`
    await create(short)
    expect((await call({ headers: withKey(short) })).status).toBe(200)
    await keyturn.client.keys.revoke(ids[short] ?? '')
    await expectRefused({ headers: withKey(short) }, 401, 'key_revoked')
  })

  test('the address is the caller’s, not the gateway’s', async () => {
    const headers = withKey('inside')
    expect((await call({ headers, localAddress: '127.0.0.2' })).status).toBe(200)
    await expectRefused({ headers, localAddress: '127.0.0.3' }, 403, 'ip_not_allowed')
    await expectRefused({ headers: withKey('gateway'), localAddress: '127.0.0.2' }, 403, 'ip_not_allowed')
  })

  test('the endpoint is the one that is called', async () => {
    const headers = withKey('endpoint')
    expect((await call({ headers, path: '/v1/leads/public/7' })).status).toBe(200)
    for (const path of [
      '/v1/leads/public/../7',
      '/v1/leads/public/%2e%2e/7',
      '/v1/leads/public%2f7',
      '/v1/leads/public/..%2f7',
      '/v1/leads/public//7',
      '/v1/leads/public/..;/7',
      '/v1/leads/public/%252e%252e/7',
    ]) {
      const { status, received } = await call({ headers, path })
      expect({ path, received }).toEqual({ path, received: [] })
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
    }
  })

  test('a key in the address is refused', async () => {
    await expectRefused({ headers: withKey('plain'), path: '/v1/leads?api_key=a' }, 400, 'credential_in_url')
  })

  test.each([
    ['X-Forwarded-For', '203.0.113.7'],
    ['x-forwarded-for', '203.0.113.7, 127.0.0.1'],
    ['Forwarded', 'for=203.0.113.7'],
    ['X-Real-IP', '203.0.113.7'],
    ['CF-Connecting-IP', '203.0.113.7'],
    ['Connection', 'X-Forwarded-For'],
  ])('%s: %s does not move a caller', async (header, value) => {
    await expectRefused({ headers: withKey('elsewhere', header, value) }, 403, 'ip_not_allowed')
  })

  test.each([
    ['X-Forwarded-Uri', '/v1/leads/public/7'],
    ['X-Original-URI', '/v1/leads/public/7'],
    ['X-Original-Method', 'GET'],
    ['X_Forwarded_Uri', '/v1/leads/public/7'],
    ['X-Forwarded-Prefix', '/v1/leads/public'],
    ['X-Original-URL', '/v1/leads/public/7'],
    ['Connection', 'X-Forwarded-Uri'],
    ['Connection', 'X-Forwarded-Uri, X-Forwarded-Method'],
  ])('%s: %s does not change what is called', async (header, value) => {
    const { status, received } = await call({ headers: withKey('endpoint', header, value) })
    expect(received).toEqual([])
    expect([400, 403]).toContain(status)
  })

  test.each(['X-Forwarded-Method', 'X-Original-Method', 'X-HTTP-Method-Override'])(
    '%s does not make a write a read',
    async header => {
      const { status, received } = await call({ method: 'POST', headers: withKey('plain', header, 'GET') })
      expect(received).toEqual([])
      expect([400, 403]).toContain(status)
    },
  )

  test.each([
    ['X-Keyturn-Key-Id', 'x-keyturn-key-id', 'key_spoofed'],
    ['x-keyturn-scopes', 'x-keyturn-scopes', 'leads:spoofed'],
    ['X-KEYTURN-ORGANIZATION-ID', 'x-keyturn-organization-id', 'org_spoofed'],
    ['X_Keyturn_Key_Id', 'x-keyturn-key-id', 'key_spoofed'],
    ['X-Keyturn_Key-Id', 'x-keyturn-key-id', 'key_spoofed'],
  ])('a caller’s own %s reaches nobody', async (header, name_, value) => {
    const { status, received } = await call({ headers: withKey('plain', header, value) })
    expect(JSON.stringify(received)).not.toContain('spoofed')
    if (status === 200) expect(received.map(each => valuesOf(each, name_).length)).toEqual([1])
    else expect({ status, received }).toEqual({ status: 400, received: [] })
  })

  // nginx replaces headers by their names alone.
  const removesAll = name !== 'nginx'
  test('nor does a header of that family that Keyturn does not know', async () => {
    const { status, received } = await call({ headers: withKey('plain', 'X-Keyturn-Plan', 'spoofed') })
    expect(status).toBe(200)
    expect(JSON.stringify(received).includes('spoofed')).toBe(!removesAll)
  })

  test.each([
    'Authorization',
    'X-API-Key',
    'X-Keyturn-Key-Id',
    'X-Keyturn-Key-Id, X-Keyturn-Scopes',
    'close',
  ])('Connection: %s makes nobody anonymous', async value => {
    const { status, received } = await call({ headers: withKey('plain', 'Connection', value) })
    if (status === 200)
      expect(received.map(each => valuesOf(each, 'x-keyturn-key-id'))).toEqual([[ids['plain']]])
    else expect({ status, received }).toEqual({ status: 401, received: [] })
    await expectRefused({ headers: ['Connection', value] }, 401, 'missing_credential')
  })

  test('more headers than Keyturn reads let nobody in', async () => {
    const many = Array.from({ length: 120 }, (_, index) => [`X-Filler-${index}`, 'a']).flat()
    const { status, received } = await call({ headers: [...many, ...withKey('plain')] })
    expect(received).toEqual([])
    expect(status).toBeGreaterThanOrEqual(400)
  })
})

test.each(gatewayNames)('%s lets nobody in while Keyturn is away', async name => {
  const program = provideGateway(name)
  if (typeof program === 'string') return
  const gateway = await startGateway(name, program, {
    keyturn: '127.0.0.1:9',
    upstream: upstream.address,
    apiId,
  })
  try {
    const before = upstream.received.length
    const reply = await callGateway(gateway.port, { headers: withKey('plain') })
    expect({ status: reply.status, received: upstream.received.slice(before) }).toEqual({
      status: 503,
      received: [],
    })
    expect(reply.body).toContain('"code":"verification_unavailable"')
    expect(reply.headers['retry-after']).toBe('2')
  } finally {
    await gateway.stop()
  }
})
