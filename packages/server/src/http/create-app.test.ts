import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../logs/create-log.ts'
import { createFailureLog } from '../logs/failure-log.ts'
import { createRequestMetrics } from '../metrics/request-metrics.ts'
import { createReadiness } from '../process/readiness.ts'
import { sendRaw } from '../testing/send-raw.ts'
import { createApp } from './create-app.ts'

const lines: string[] = []
const log = createLog('debug', { write: (line: string) => lines.push(line) })
const app = createApp({
  log,
  failures: createFailureLog(log),
  metrics: createRequestMetrics(() => ({
    ready: true,
    leaseHeld: true,
    secrets: 0,
    decidingBytes: 0,
    journalBacklogBytes: 0,
    unreadable: { api: 0, organization: 0, key: 0, usage: 0 },
    vaultProblem: null,
    dataKeysLeft: 0,
    managementUsesUnrecorded: 0,
    notices: null,
  })),
  readiness: createReadiness(),
  helpUrl: 'https://keys.example.com/help/problems',
  isSecure: true,
  sendMissingPage: () => null,
  routes: [
    { path: '/v1/echo', method: 'POST' },
    { path: '/v1/things/{id}', method: 'GET' },
  ],
})
app.post('/v1/echo', async request => ({ echo: request.body ?? null }))
app.get('/v1/things/:id', async request => request.params)
app.get('/v1/broken', async () => {
  throw new Error('SELECT secret FROM /var/lib/keyturn')
})

let port = 0
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

const head = 'Host: localhost\r\nConnection: close\r\n'
const post = (headers: string, body: string) => `POST /v1/echo HTTP/1.1\r\n${head}${headers}\r\n${body}`
const json = (body: string) =>
  post(`Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`, body)

async function expectProblem(bytes: string | Uint8Array, status: number, code: string) {
  const answer = await sendRaw(port, bytes)
  expect(answer.status, answer.all).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.headers['x-request-id']).toMatch(/^req_[0-9a-f]{24}$/)
  const problem = JSON.parse(answer.body)
  expect(problem).toMatchObject({ status, code, requestId: answer.headers['x-request-id'] })
  expect(problem.type).toBe(`https://keys.example.com/help/problems#${code}`)
  expect(problem.detail).toMatch(/\.$/)
  return answer
}

test('a well-formed request is answered once, as JSON', async () => {
  const answer = await sendRaw(port, json('{"a":[1,"x"]}'))
  expect(answer).toMatchObject({ status: 200, body: '{"echo":{"a":[1,"x"]}}' })
})

test.each([
  [
    'both lengths',
    'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['two lengths', 'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['a signed length', 'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc'],
  ['a list of lengths', 'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc'],
  ['a hexadecimal length', 'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0x3\r\n\r\nabc'],
  [
    'another transfer coding',
    'POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  ],
  [
    'chunked not last',
    'POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
  ],
  [
    'a negative chunk',
    'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n',
  ],
  [
    'a huge chunk size',
    'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n',
  ],
  ['no Host', 'GET /v1/echo HTTP/1.1\r\n\r\n'],
  ['junk for a version', 'GET /v1/echo HTTP/3.7\r\nHost: x\r\n\r\n'],
  ['a version from before headers', `GET /v1/things/1 HTTP/0.9\r\n${head}\r\n`],
  ['a version that is framed otherwise', `GET /v1/things/1 HTTP/2.0\r\n${head}\r\n`],
  ['a space before the colon', `GET /v1/echo HTTP/1.1\r\n${head}X-A : b\r\n\r\n`],
  ['a NUL in a header', `GET /v1/echo HTTP/1.1\r\n${head}X-A: a\0b\r\n\r\n`],
  ['a folded header', `GET /v1/echo HTTP/1.1\r\n${head}X-A: a\r\n b\r\n\r\n`],
  ['a bare line feed', `GET /v1/echo HTTP/1.1\r\n${head}X-A: a\nX-B: b\r\n\r\n`],
  ['a method in mixed case', `GeT /v1/echo HTTP/1.1\r\n${head}\r\n`],
])('%s is refused and the connection closed', async (_, bytes) => {
  await expectProblem(bytes, 400, 'malformed_request')
})

test.each(['a@b', 'a/b', 'a:99999', '', `${'a'.repeat(300)}`])('Host %j is refused', async host => {
  await expectProblem(
    `GET /v1/things/1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    400,
    'malformed_request',
  )
})

test.each([
  'Host: b',
  'Content-Type: application/json\r\nContent-Type: application/json',
  'If-Match: "1"\r\nIf-Match: "2"',
])('two of one deciding header are refused: %s', async lines => {
  await expectProblem(`GET /v1/things/1 HTTP/1.1\r\n${head}${lines}\r\n\r\n`, 400, 'duplicate_header')
})

test.each([101, 2001])('%i headers are refused, not cut', async count => {
  const many = Array.from({ length: count - 2 }, () => 'a:b\r\n').join('')
  await expectProblem(`GET /v1/things/1 HTTP/1.1\r\n${head}${many}\r\n`, 431, 'headers_too_large')
})

test('a header of 17 KiB is refused', async () => {
  const bytes = `GET /v1/things/1 HTTP/1.1\r\n${head}X-A: ${'a'.repeat(17_000)}\r\n\r\n`
  await expectProblem(bytes, 431, 'headers_too_large')
})

test.each([9_000, 40_000])('an address of %i characters is refused', async length => {
  await expectProblem(`GET /v1/things/1?a=${'a'.repeat(length)} HTTP/1.1\r\n${head}\r\n`, 414, 'uri_too_long')
})

test.each(['TRACE', 'PROPFIND', 'OPTIONS', 'PUT', 'DELETE'])(
  '%s is no method of this address',
  async method => {
    const answer = await expectProblem(
      `${method} /v1/things/1 HTTP/1.1\r\n${head}\r\n`,
      405,
      'method_not_allowed',
    )
    expect(answer.headers['allow']).toBe('GET, HEAD')
  },
)

test('CONNECT is refused: this is no proxy', async () => {
  await expectProblem(
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n',
    405,
    'method_not_allowed',
  )
})

test.each([
  '/v1//things/1',
  '/v1/./things/1',
  '/v1/things/../things/1',
  '/v1/%74hings/1',
  '/v1/things%2F1',
  '/v1/things/%00',
  '/v1/things/%c0%ae',
  '/v1/things/%',
  '/v1/things/1;x=y',
  '/v1/things/1/',
  '/V1/things/1',
  '/v1/things/\\1',
  'http://localhost/v1/things/1',
])('%s is not another spelling of a route', async path => {
  await expectProblem(`GET ${path} HTTP/1.1\r\n${head}\r\n`, 404, 'not_found')
})

test('an expectation other than 100-continue is refused', async () => {
  await expectProblem(`GET /v1/things/1 HTTP/1.1\r\n${head}Expect: foo\r\n\r\n`, 417, 'expectation_failed')
})

test.each([
  ['no type', ''],
  ['text', 'Content-Type: text/plain\r\n'],
  ['a form', 'Content-Type: application/x-www-form-urlencoded\r\n'],
  ['another charset', 'Content-Type: application/json; charset=utf-16\r\n'],
  ['a tab in the type', 'Content-Type: application/json\ta\r\n'],
  ['an empty parameter', 'Content-Type: application/json;\r\n'],
  ['gzip', 'Content-Type: application/json\r\nContent-Encoding: gzip\r\n'],
])('a body with %s is refused', async (_, headers) => {
  await expectProblem(post(`${headers}Content-Length: 2\r\n`, '{}'), 415, 'unsupported_media_type')
})

test.each(['APPLICATION/JSON', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"'])(
  'a body of type %s is read',
  async type => {
    const answer = await sendRaw(port, post(`Content-Type: ${type}\r\nContent-Length: 8\r\n`, '{"a": 1}'))
    expect(answer).toMatchObject({ status: 200, body: '{"echo":{"a":1}}' })
  },
)

test.each([
  ['{"a":1,"a":2}', 400, 'duplicate_member'],
  ['{"__proto__":{}}', 422, 'invalid_input'],
  ['{"a":', 400, 'malformed_json'],
  [`${'['.repeat(33)}${']'.repeat(33)}`, 400, 'json_too_deep'],
])('the body %s is refused', async (body, status, code) => {
  await expectProblem(json(body), status, code)
})

test('a body over 1 MiB is refused, announced or not', async () => {
  const size = 1_048_577
  await expectProblem(
    post(`Content-Type: application/json\r\nContent-Length: ${size}\r\n`, ''),
    413,
    'body_too_large',
  )
  const chunk = `${size.toString(16)}\r\n"${'a'.repeat(size - 2)}"\r\n0\r\n\r\n`
  await expectProblem(
    post('Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n', chunk),
    413,
    'body_too_large',
  )
})

test.each(['?api_key=x', '?key=x', '?q=ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'])(
  'a credential in the address is refused on any route: %s',
  async query => {
    await expectProblem(`GET /nowhere${query} HTTP/1.1\r\n${head}\r\n`, 400, 'credential_in_url')
  },
)

test('pipelined requests are answered in order', async () => {
  const first = `GET /v1/things/1 HTTP/1.1\r\nHost: x\r\n\r\n`
  const answer = await sendRaw(port, `${first.repeat(20)}GET /v1/things/last HTTP/1.1\r\n${head}\r\n`)
  expect(answer.all.match(/HTTP\/1\.1 200/g)).toHaveLength(21)
  expect(answer.all.endsWith('{"id":"last"}')).toBe(true)
})

test('a method override is ignored', async () => {
  const answer = await sendRaw(
    port,
    `GET /v1/things/1 HTTP/1.1\r\n${head}X-HTTP-Method-Override: DELETE\r\n\r\n`,
  )
  expect(answer.status).toBe(200)
})

test("a client's request id is not taken over", async () => {
  const answer = await sendRaw(
    port,
    `GET /v1/things/1 HTTP/1.1\r\n${head}X-Request-Id: mine\r\nRequest-Id: mine\r\n\r\n`,
  )
  expect(answer.headers['x-request-id']).toMatch(/^req_/)
})

test('every answer carries the security headers', async () => {
  for (const path of ['/v1/things/1', '/nowhere']) {
    const { headers } = await sendRaw(port, `GET ${path} HTTP/1.1\r\n${head}\r\n`)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    expect(headers).not.toHaveProperty('server')
  }
})

test('a bug is 500 without any detail, and the next request works', async () => {
  const answer = await expectProblem(`GET /v1/broken HTTP/1.1\r\n${head}\r\n`, 500, 'internal_error')
  expect(answer.all).not.toMatch(/SELECT|\/var|at /)
  expect(lines.join('')).toContain('SELECT')
  expect((await sendRaw(port, `GET /v1/things/1 HTTP/1.1\r\n${head}\r\n`)).status).toBe(200)
})

test('the log names the template of a route, never the address', () => {
  const text = lines.join('')
  expect(text).toContain('"route":"/v1/things/:id"')
  expect(text).not.toContain('/v1/things/last')
  expect(text).not.toContain('api_key')
})
