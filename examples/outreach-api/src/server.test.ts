import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tokenOf } from './testing/fake-verifier.ts'
import { ada, type StartedServer, startServer } from './testing/start-server.ts'

let started: StartedServer
beforeEach(async () => {
  started = await startServer()
})
afterEach(() => started.server.close())

describe('the sample API', () => {
  test('the same request with a live and a test key touches two data sets', async () => {
    const { id } = (await started.call('acme-test', 'POST /v1/leads', ada)).json()
    expect((await started.call('acme-live', `GET /v1/leads/${id}`)).statusCode).toBe(404)
    expect((await started.call('acme-live', 'GET /v1/leads')).json().data).toEqual([])
    expect((await started.call('acme-test', 'GET /v1/leads')).json().data).toMatchObject([{ id }])
    const count = (database: typeof started.dataSets.live) =>
      database.prepare('select count(*) as count from leads').get()
    expect(count(started.dataSets.live)).toEqual({ count: 0 })
    expect(count(started.dataSets.sandbox)).toEqual({ count: 1 })
  })

  test('a key of a third environment reaches nothing', async () => {
    const answer = await started.call('acme-staging', 'GET /v1/leads')
    expect(answer.json()).toMatchObject({ status: 403, code: 'wrong_environment' })
  })

  test('keys of a second API are asked for by the prefix of their tokens', async () => {
    expect((await started.call('acme-other-api', 'GET /v1/me')).json()).toMatchObject({
      keyName: 'acme-other-api',
      organizationId: 'org_acme',
    })
    expect(started.verifier.asked).toMatchObject([{ apiId: 'api_more', environment: 'live' }])
    const headers = { authorization: `bearer ${tokenOf('acme-test')}` }
    expect((await started.server.inject({ url: '/v1/me', headers })).json()).toMatchObject({
      environment: 'test',
    })
  })

  test('a token that only looks like one of another API or environment gets nowhere', async () => {
    const ask = (token: string) =>
      started.server.inject({ url: '/v1/leads', headers: { 'x-api-key': token } })
    expect((await ask('more_live_acme-live')).json()).toMatchObject({ status: 403, code: 'wrong_api' })
    expect((await ask('oa_test_acme-live')).json()).toMatchObject({ status: 403, code: 'wrong_environment' })
  })

  test('is healthy without a key', async () => {
    expect((await started.server.inject('/healthz')).json()).toEqual({ status: 'ok' })
  })

  test.each([
    [{ url: '/nowhere' }, 404, 'not_found'],
    [{ url: '/v1/leads/%zz' }, 400, 'malformed_request'],
    [{ method: 'POST', payload: '{', type: 'application/json' }, 400, 'malformed_json'],
    [{ method: 'POST', payload: '', type: 'application/json' }, 400, 'malformed_json'],
    [{ method: 'POST', payload: 'null', type: 'application/json' }, 400, 'malformed_json'],
    [{ method: 'POST', payload: '{"__proto__":{}}', type: 'application/json' }, 400, 'malformed_json'],
    [{ method: 'POST', payload: '{"a":1,"\\u0061":2}', type: 'application/json' }, 400, 'duplicate_member'],
    [
      { method: 'POST', payload: `${'['.repeat(40)}${']'.repeat(40)}`, type: 'application/json' },
      400,
      'malformed_json',
    ],
    [{ method: 'POST', payload: 'a', type: 'text/plain' }, 415, 'unsupported_media_type'],
    [{ method: 'POST', payload: `"${'a'.repeat(65_536)}"`, type: 'application/json' }, 413, 'body_too_large'],
  ])('%j is answered as the problem %i %s', async (request, status, code) => {
    const defaults = { method: 'GET', url: '/v1/leads', payload: '', type: '' }
    const { method, url, payload, type } = { ...defaults, ...request }
    const headers = { 'x-api-key': tokenOf('acme-live'), ...(type && { 'content-type': type }) }
    const answer = await started.server.inject({ method: method as 'GET', url, headers, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json()).toMatchObject({ status, code, requestId: answer.headers['x-request-id'] })
  })

  test.each([
    ['PUT', '/v1/leads', 'GET, HEAD, OPTIONS, POST'],
    ['POST', '/v1/leads/x?y=z', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['DELETE', '/healthz', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405 and names the right methods', async (method, url, allow) => {
    const answer = await started.server.inject({ method: method as 'PUT', url })
    expect(answer.headers).toMatchObject({ allow, 'content-type': 'application/problem+json' })
    expect(answer.json()).toMatchObject({ status: 405, code: 'method_not_allowed' })
  })

  test('OPTIONS tells the methods of an address, and HEAD is a GET without its body', async () => {
    const options = await started.server.inject({ method: 'OPTIONS', url: '/v1/smtp' })
    expect(options).toMatchObject({ statusCode: 204, body: '' })
    expect(options.headers['allow']).toBe('DELETE, GET, HEAD, OPTIONS, PUT')
    expect((await started.server.inject({ method: 'OPTIONS', url: '/nowhere' })).statusCode).toBe(404)
    const headers = { 'x-api-key': tokenOf('acme-live') }
    const head = await started.server.inject({ method: 'HEAD', url: '/v1/leads', headers })
    expect(head).toMatchObject({ statusCode: 200, body: '' })
    expect((await started.server.inject({ method: 'HEAD', url: '/v1/leads' })).statusCode).toBe(401)
  })

  test('a fault is 500 without a word on what it was', async () => {
    started.dataSets.live.exec('pragma foreign_keys = off; drop table leads')
    const answer = await started.call('acme-live', 'GET /v1/leads')
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      code: 'internal_error',
      detail: 'Report the request id.',
      requestId: expect.stringMatching(/^req_/),
    })
  })

  test('bytes that are no request are answered as a problem', async () => {
    await started.server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = started.server.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/)
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'malformed_request' })
  })
})
