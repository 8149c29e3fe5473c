import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Keyturn } from '../clients/keyturn.ts'
import { CannedKeyturn, denied, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { sendRequest } from '../testing/send-request.ts'
import { keyturnFastify } from './keyturn-fastify.ts'

let canned: CannedKeyturn
let server: FastifyInstance

beforeEach(async () => {
  canned = await CannedKeyturn.start()
  canned.verdicts.set('good', valid())
  server = fastify()
})
afterEach(async () => {
  await server.close()
  await canned.stop()
})

async function guardServer(options: { onUnavailable?: 'allow' } = {}) {
  const keyturn = new Keyturn({ url: canned.url, key: serviceKey })
  await server.register(keyturnFastify, { keyturn, apiId: 'api_1', environment: 'live', ...options })
}

const good = { 'x-api-key': 'good' }

describe('keyturnFastify', () => {
  test('does not start without apiId and environment', async () => {
    const keyturn = new Keyturn({ url: canned.url, key: serviceKey })
    // @ts-expect-error: programs in JavaScript get here.
    await expect(fastify().register(keyturnFastify, { keyturn, environment: 'live' })).rejects.toThrow(
      'apiId',
    )
    // @ts-expect-error: programs in JavaScript get here.
    const started = fastify().register(keyturnFastify, { keyturn, apiId: 'api_1' }).ready()
    await expect(started).rejects.toThrow('environment')
  })

  test('leaves to Fastify the options that are its own', async () => {
    const keyturn = new Keyturn({ url: canned.url, key: serviceKey })
    const own = { prefix: '/v1', logLevel: 'warn', logSerializers: {} } as const
    await server.register(keyturnFastify, { keyturn, apiId: 'api_1', environment: 'live', ...own })
    server.get('/a', async () => 'ok')
    expect((await server.inject('/a')).statusCode).toBe(401)
  })

  test('puts the verdict on the request, in this scope and in those below', async () => {
    await guardServer()
    server.get('/a', async request => request.keyturn.verdict)
    await server.register(async child => {
      child.get('/b', async request => request.keyturn.key.organizationId)
    })
    expect((await server.inject({ url: '/a', headers: good })).json()).toEqual(valid())
    expect((await server.inject({ url: '/b', headers: good })).body).toBe('org_1')
    expect((await server.inject('/a')).statusCode).toBe(401)
    expect((await server.inject('/b')).statusCode).toBe(401)
    expect((await server.inject({ method: 'HEAD', url: '/b' })).statusCode).toBe(401)
  })

  test('a route has a price of its own, which is checked at the start', async () => {
    await guardServer()
    const config = { keyturn: { scopes: ['leads:read'], cost: 3 } }
    server.get('/a', { config }, async () => 'ok')
    await server.inject({ url: '/a', headers: good })
    expect(canned.verifications).toMatchObject([{ cost: 3, scopes: ['leads:read'] }])
    const other = fastify()
    const keyturn = new Keyturn({ url: canned.url, key: serviceKey })
    await other.register(keyturnFastify, { keyturn, apiId: 'api_1', environment: 'live' })
    expect(() =>
      other.get('/b', { config: { keyturn: { scopes: [], cost: -1 } } }, async () => 'ok'),
    ).toThrow('cost')
  })

  test('refuses before the body is read, with the request id of Fastify', async () => {
    await guardServer()
    server.post('/a', async () => expect.unreachable())
    const headers = { 'content-type': 'application/json' }
    const answer = await server.inject({ method: 'POST', url: '/a', headers, payload: '{' })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"')
    expect(answer.json()).toMatchObject({
      code: 'missing_credential',
      requestId: answer.headers['x-request-id'],
    })
    expect(answer.json().requestId).toMatch(/^req-/)
  })

  test("a route's scopes replace those of the plugin, and are checked at the start", async () => {
    await guardServer()
    server.get('/a', { config: { keyturn: { scopes: ['leads:write'] } } }, async () => 'ok')
    server.get('/b', async () => 'ok')
    const wrong = { config: { keyturn: { scopes: 'leads:read and' } } }
    expect(() => server.get('/c', wrong, async () => 'ok')).toThrow('scopes')
    const misspelt = { config: { keyturn: { scopes: [], costs: 5 } } }
    expect(() => server.get('/d', misspelt, async () => 'ok')).toThrow('costs is not an option')
    await server.inject({ url: '/a', headers: good })
    await server.inject({ url: '/b', headers: good })
    expect(canned.verifications.map(({ scopes }) => scopes)).toEqual([['leads:write'], undefined])
  })

  test('only a route that says so is public, and there is no verdict to read on it', async () => {
    await guardServer()
    server.get('/healthz', { config: { keyturn: false } }, async () => 'ok')
    server.get('/leak', { config: { keyturn: false } }, async request => request.keyturn.verdict)
    expect((await server.inject('/healthz')).statusCode).toBe(200)
    expect((await server.inject('/leak')).statusCode).toBe(500)
    expect((await server.inject('/unknown')).statusCode).toBe(404)
  })

  test('a route that was defined before the plugin had loaded is guarded too', async () => {
    const keyturn = new Keyturn({ url: canned.url, key: serviceKey })
    server.register(keyturnFastify, { keyturn, apiId: 'api_1', environment: 'live' })
    server.get('/a', async () => 'ok')
    expect((await server.inject('/a')).statusCode).toBe(401)
    expect((await server.inject({ url: '/a', headers: good })).statusCode).toBe(200)
  })

  test('answers a resource of another organization with 403, before any other error handler', async () => {
    server.setErrorHandler((_, __, reply) => reply.code(500).send({ own: true }))
    await guardServer()
    server.get<{ Params: { owner: string } }>('/:owner', async request => {
      if (request.params.owner === 'bug') throw new Error('bug')
      request.keyturn.requireOrganization(request.params.owner)
      return 'ok'
    })
    expect((await server.inject({ url: '/org_1', headers: good })).statusCode).toBe(200)
    const refused = await server.inject({ url: '/org_2', headers: good })
    expect(refused.statusCode).toBe(403)
    expect(refused.headers['content-type']).toBe('application/problem+json')
    expect(refused.json()).toMatchObject({ code: 'wrong_organization', title: 'Wrong organization' })
    expect((await server.inject({ url: '/bug', headers: good })).json()).toEqual({ own: true })
  })

  test("keeps a route's own error handler for the route's own errors", async () => {
    await guardServer()
    const errorHandler: Parameters<FastifyInstance['setErrorHandler']>[0] = (error, _, reply) =>
      reply.code(418).send({ own: String(error) })
    server.get<{ Params: { owner: string } }>('/:owner', { errorHandler }, async request => {
      request.keyturn.requireOrganization(request.params.owner)
      throw new Error('bug')
    })
    expect((await server.inject({ url: '/org_2', headers: good })).statusCode).toBe(403)
    expect((await server.inject({ url: '/org_1', headers: good })).json()).toEqual({ own: 'Error: bug' })
  })

  test('sees repeated headers on a real connection', async () => {
    await guardServer()
    server.get('/a', async () => expect.unreachable())
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const headers = ['X-API-Key', 'good', 'X-API-Key', 'good']
    expect(await sendRequest({ port, path: '/a', headers })).toMatchObject({
      status: 400,
      body: { code: 'duplicate_header' },
    })
  })

  test('answers denied keys like every other middleware', async () => {
    await guardServer()
    server.get('/a', async () => expect.unreachable())
    const rateLimits = [{ name: 'default', limit: 5, remaining: 0, resetSeconds: 3 }]
    canned.verdicts.set('busy', denied('rate_limited', 429, { rateLimits }))
    const answer = await server.inject({ url: '/a', headers: { authorization: 'Bearer busy' } })
    expect(answer.statusCode).toBe(429)
    expect(answer.headers).toMatchObject({ 'retry-after': '3', ratelimit: '"default";r=0;t=3' })
  })

  test('reports outcomes of admitted requests when the server closes', async () => {
    await guardServer()
    server.get('/a', async (_, reply) => reply.code(404).send())
    await server.inject({ url: '/a', headers: good })
    await server.inject({ url: '/a', headers: { 'x-api-key': 'bad' } })
    await server.close()
    expect(canned.outcomes).toEqual([
      { verificationId: 'ver_1', status: 404, durationMs: expect.any(Number) },
    ])
  })

  test('a caller that hangs up has the outcome 499', async () => {
    await guardServer()
    const hungUp = new Promise<void>(resolve => {
      server.get('/a', async (_, reply) => {
        reply.raw.once('close', resolve)
        request.destroy()
        await hungUp
      })
    })
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const request = get({ host: '127.0.0.1', port, path: '/a', headers: good })
    request.on('error', () => {})
    await hungUp
    await server.close()
    expect(canned.outcomes).toMatchObject([{ status: 499 }])
  })

  test('outcomes that Keyturn refuses neither fail a response nor the close', async () => {
    canned.outcomeAnswer = { status: 503, body: { code: 'overloaded', detail: 'Wait.' } }
    await guardServer()
    server.get('/a', async () => 'ok')
    expect((await server.inject({ url: '/a', headers: good })).statusCode).toBe(200)
    await expect(server.close()).resolves.toBeUndefined()
    server = fastify()
  })

  test('an unverified request reaches public data only: the key and the organization are refused', async () => {
    canned.fault = { status: 503, body: { code: 'fenced', detail: 'Wait.' } }
    await guardServer({ onUnavailable: 'allow' })
    server.get('/public', async request => ({ verdict: request.keyturn.verdict }))
    server.get('/own', async request => request.keyturn.key.id)
    expect((await server.inject({ url: '/public', headers: good })).json()).toEqual({ verdict: null })
    expect((await server.inject({ url: '/own', headers: good })).statusCode).toBe(503)
  })
})
