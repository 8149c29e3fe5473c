import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Keyturn } from '../clients/keyturn.ts'
import { requireOrganization } from '../guards/require-organization.ts'
import { CannedKeyturn, denied, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { type Sent, sendRequest } from '../testing/send-request.ts'
import { keyturnNode } from './keyturn-node.ts'

let canned: CannedKeyturn
let keyturn: Keyturn
const servers: Server[] = []
const handler = vi.fn((_: IncomingMessage, response: ServerResponse) => response.end('{}'))

beforeEach(async () => {
  canned = await CannedKeyturn.start()
  canned.verdicts.set('good', valid())
  keyturn = new Keyturn({ url: canned.url, key: serviceKey })
})
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve))
  await canned.stop()
  handler.mockClear()
})

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return (sent: Omit<Sent, 'port'>) => sendRequest({ ...sent, port })
}

function makeGuard(options: { environment?: string | string[]; trustedProxies?: string[] } = {}) {
  return keyturnNode({ keyturn, apiId: 'api_1', environment: 'live', scopes: ['leads:read'], ...options })
}

const good = ['X-API-Key', 'good']

describe('keyturnNode', () => {
  test('hands the verdict on a valid key to the handler and tells Keyturn about the request', async () => {
    const send = await serve(
      makeGuard()((_, response, { key }) => response.end(JSON.stringify({ id: key.id }))),
    )
    const headers = ['Authorization', 'Bearer good', 'User-Agent', 'curl/8\tü', 'Origin', 'https://a.example']
    expect(await send({ path: '/v1/leads/7?page=2', headers })).toMatchObject({
      status: 200,
      body: { id: 'key_1' },
    })
    expect(canned.verifications).toEqual([
      {
        key: 'good',
        apiId: 'api_1',
        environment: 'live',
        scopes: ['leads:read'],
        request: {
          method: 'GET',
          path: '/v1/leads/7',
          ip: '127.0.0.1',
          userAgent: 'curl/8?\u003f',
          origin: 'https://a.example',
        },
      },
    ])
  })

  test('a route can ask for other scopes than the guard', async () => {
    const send = await serve(
      makeGuard()((_, response) => response.end('{}'), { scopes: 'leads:write or leads:all' }),
    )
    await send({ headers: good })
    expect(canned.verifications[0]?.scopes).toBe('leads:write or leads:all')
    expect(() => makeGuard()(() => {}, { scopes: 'leads:write or' })).toThrow('scopes')
    // @ts-expect-error: a program in JavaScript that would have asked for no scope of its own.
    expect(() => makeGuard()(() => {}, { scope: 'leads:write' })).toThrow('scope is not an option')
  })

  test('a request without a key is 401 "Unauthorized" with a challenge, and asks Keyturn nothing', async () => {
    const send = await serve(makeGuard()(handler))
    const { status, headers, body } = await send({})
    expect(status).toBe(401)
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="api"',
      'cache-control': 'no-store',
      'x-request-id': body['requestId'],
    })
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      code: 'missing_credential',
      detail: expect.stringContaining('X-API-Key'),
      requestId: expect.stringMatching(/^req_[0-9a-f]{32}$/),
    })
    expect(canned.verifications).toEqual([])
    expect(handler).not.toHaveBeenCalled()
  })

  test.each([
    ['malformed', 401, 'invalid_api_key'],
    ['not_found', 401, 'invalid_api_key'],
    ['revoked', 401, 'key_revoked'],
    ['disabled', 401, 'key_disabled'],
    ['expired', 401, 'key_expired'],
    ['organization_suspended', 403, 'organization_suspended'],
    ['wrong_api', 403, 'wrong_api'],
    ['wrong_environment', 403, 'wrong_environment'],
    ['wrong_organization', 403, 'wrong_organization'],
    ['ip_not_allowed', 403, 'ip_not_allowed'],
    ['endpoint_not_allowed', 403, 'endpoint_not_allowed'],
    ['insufficient_scope', 403, 'insufficient_scope'],
    ['rate_limited', 429, 'rate_limited'],
    ['credits_exhausted', 402, 'credits_exhausted'],
  ])('the verdict %s is answered %i %s without calling the handler', async (verdict, status, code) => {
    canned.verdicts.set('bad', denied(verdict, status))
    const send = await serve(makeGuard()(handler))
    const answer = await send({ headers: ['X-API-Key', 'bad'] })
    expect(answer).toMatchObject({ status, body: { status, code, detail: `Told: ${verdict}.` } })
    expect(answer.headers['content-type']).toBe('application/problem+json')
    const errors = new Map([
      [401, 'Bearer realm="api", error="invalid_token"'],
      [403, code === 'insufficient_scope' ? 'Bearer realm="api", error="insufficient_scope"' : undefined],
    ])
    expect(answer.headers['www-authenticate']).toBe(errors.get(status))
    expect(handler).not.toHaveBeenCalled()
    expect(answer.headers['retry-after']).toBe(status === 429 ? '1' : undefined)
  })

  test.each([
    ['multiple_credentials', '/', ['X-API-Key', 'good', 'Authorization', 'Bearer good']],
    ['duplicate_header', '/', ['X-API-Key', 'good', 'X-API-Key', 'good']],
    ['duplicate_header', '/', ['Authorization', 'Bearer good', 'Authorization', 'Bearer bad']],
    ['credential_in_url', '/?api_key=good', ['X-API-Key', 'good']],
  ])('%s is 400 and asks Keyturn nothing', async (code, path, headers) => {
    const send = await serve(makeGuard()(handler))
    expect(await send({ path, headers })).toMatchObject({ status: 400, body: { code } })
    expect(canned.verifications).toEqual([])
    expect(handler).not.toHaveBeenCalled()
  })

  test('429 carries the limits', async () => {
    const rateLimits = [{ name: 'default', limit: 100, remaining: 0, resetSeconds: 11.5 }]
    canned.verdicts.set('busy', denied('rate_limited', 429, { rateLimits }))
    const send = await serve(makeGuard()(handler))
    expect((await send({ headers: ['X-API-Key', 'busy'] })).headers).toMatchObject({
      'retry-after': '12',
      'ratelimit-policy': '"default";q=100',
      ratelimit: '"default";r=0;t=12',
    })
  })

  test('believes X-Forwarded-For of trusted proxies only', async () => {
    const forwarded = [...good, 'X-Forwarded-For', '203.0.113.7']
    const trusting = await serve(
      makeGuard({ trustedProxies: ['127.0.0.0/8'] })((_, response) => response.end('{}')),
    )
    await trusting({ headers: forwarded })
    const plain = await serve(makeGuard()((_, response) => response.end('{}')))
    await plain({ headers: forwarded })
    expect(canned.verifications.map(({ request }) => request?.ip)).toEqual(['203.0.113.7', '127.0.0.1'])
  })

  test('a list of environments refuses a key of any other', async () => {
    const send = await serve(
      makeGuard({ environment: ['live', 'test'] })((_, response) => response.end('{}')),
    )
    canned.verdicts.set('staging', valid({ environment: 'staging' }))
    expect(await send({ headers: good })).toMatchObject({ status: 200 })
    expect(await send({ headers: ['X-API-Key', 'staging'] })).toMatchObject({
      status: 403,
      body: { code: 'wrong_environment' },
    })
    expect(canned.verifications[0]).not.toHaveProperty('environment')
  })

  test('a function chooses the environment per request, and an exception in it denies', async () => {
    const guard = keyturnNode({
      keyturn,
      apiId: 'api_1',
      environment: ({ headers }) => {
        if (headers['x-sandbox'] === 'broken') throw new TypeError('broken')
        return headers['x-sandbox'] === undefined ? 'live' : 'test'
      },
      onUnavailable: 'allow',
    })
    const send = await serve(guard((_, response) => response.end('{}')))
    await send({ headers: [...good, 'X-Sandbox', '1'] })
    expect(canned.verifications[0]?.environment).toBe('test')
    expect(await send({ headers: [...good, 'X-Sandbox', 'broken'] })).toMatchObject({ status: 503 })
  })

  test.each([{ apiId: 'api_2' }, { organizationId: null }])(
    'refuses a verdict that is valid but on a key of no customer of this API: %o',
    async key => {
      canned.verdicts.set('other', valid(key))
      const send = await serve(makeGuard()(handler))
      expect(await send({ headers: ['X-API-Key', 'other'] })).toMatchObject({ status: 503 })
      expect(handler).not.toHaveBeenCalled()
    },
  )

  test('a handler can refuse a resource of another organization', async () => {
    const guard = makeGuard()
    const send = await serve(
      guard((request, response, verdict) => {
        requireOrganization(verdict, request.url === '/own' ? 'org_1' : 'org_2')
        response.end('{}')
      }),
    )
    expect(await send({ path: '/own', headers: good })).toMatchObject({ status: 200 })
    expect(await send({ path: '/foreign', headers: good })).toMatchObject({
      status: 403,
      body: { code: 'wrong_organization' },
    })
  })

  test("an error of the handler is the caller's to handle", async () => {
    const guarded = makeGuard()(() => {
      throw new Error('bug')
    })
    const errors: unknown[] = []
    const send = await serve((request, response) => {
      guarded(request, response).catch(error => {
        errors.push(error)
        response.writeHead(500).end('{}')
      })
    })
    expect(await send({ headers: good })).toMatchObject({ status: 500 })
    expect(errors).toEqual([new Error('bug')])
  })

  test('a caller that hangs up has the outcome 499', async () => {
    const guard = makeGuard()
    const send = await serve(
      guard(async (request, response) => {
        request.socket.destroy()
        await new Promise(resolve => response.once('close', resolve))
      }),
    )
    await expect(send({ headers: good })).rejects.toThrow()
    await guard.close()
    expect(canned.outcomes).toMatchObject([{ status: 499 }])
  })

  test('reports what became of admitted requests when it closes, and of no others', async () => {
    const guard = makeGuard()
    const send = await serve(guard((_, response) => response.writeHead(201).end('{}')))
    await send({ headers: good })
    await send({ headers: ['X-API-Key', 'bad'] })
    await guard.close()
    expect(canned.outcomes).toEqual([
      { verificationId: 'ver_1', status: 201, durationMs: expect.any(Number) },
    ])
  })
})
