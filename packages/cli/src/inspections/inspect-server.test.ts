import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { inspectServer } from './inspect-server.ts'

type Answer = { status?: number; body?: string; date?: string }

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
})

const now = Date.parse('2026-11-21T12:00:00Z')
const metrics = 'keyturn_forwarded_for_unbelieved_total 0\n'

/** What is not fine about a server whose answers differ in this from healthy ones. */
async function faults(differing: (path: string, request: IncomingMessage) => Answer | null) {
  server = createServer((request, response) => {
    const path = request.url ?? ''
    const { status = 200, body = '{}', date } = differing(path, request) ?? healthy(path, request)
    response.writeHead(status, { date: date ?? new Date(now).toUTCString() }).end(body)
  })
  const address = await new Promise<ReturnType<Server['address']>>(done =>
    server?.listen(0, '127.0.0.1', () => done(server?.address() ?? null)),
  )
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const connection = { url: `http://127.0.0.1:${port}`, key: 'kt_live_x', source: 'test' }
  const findings = await inspectServer(connection, { now: () => now, signal: new AbortController().signal })
  expect(JSON.stringify(findings)).not.toContain(connection.key)
  return findings.filter(({ state }) => state !== 'ok').map(({ check, state }) => `${check} ${state}`)
}

function healthy(path: string, { headers }: IncomingMessage): Answer {
  if (path === '/metrics') return headers.authorization ? { body: metrics } : { status: 401 }
  return path === '/openapi.json' ? { body: '{"servers":[{"url":""}]}' } : {}
}

const at = (path: string, answer: Answer) => (asked: string) => (asked === path ? answer : null)

test('has nothing to say of a healthy server', async () => {
  expect(await faults(() => null)).toEqual([])
})

test.each([
  ['reachable serious', at('/healthz', { status: 404 })],
  ['ready serious', at('/readyz', { status: 503, body: '{"problems":["lease"]}' })],
  ['key serious', at('/v1/whoami', { status: 401 })],
  ['clock warning', at('/healthz', { date: 'Sat, 21 Nov 2026 12:00:30 GMT' })],
  ['clock serious', at('/healthz', { date: 'Sat, 21 Nov 2026 11:00:00 GMT' })],
  ['public-address warning', at('/openapi.json', { body: '{"servers":[{"url":"https://k.example"}]}' })],
  ['metrics serious', at('/metrics', { body: metrics })],
])('%s', async (expected, differing) => {
  expect(await faults(differing)).toEqual([expected])
})

test('what the server finds about the installation is told; what is no finding is left out', async () => {
  const silent = {
    check: 'servers',
    state: 'warning',
    sentence: 'A server is silent.',
    advice: 'Start it again.',
  }
  const body = JSON.stringify({ findings: [silent, { ...silent, state: 'odd' }, null, { check: 'servers' }] })
  expect(await faults(at('/v1/system', { body }))).toEqual(['servers warning'])
  expect(await faults(at('/v1/system', { status: 403, body }))).toEqual([])
})

test('forwarded-for warning, when headers were not believed or the key may not see it', async () => {
  const answering =
    (answer: Answer) =>
    (path: string, { headers }: IncomingMessage) =>
      path === '/metrics' && headers.authorization ? answer : null
  expect(await faults(answering({ body: metrics.replace('0', '7') }))).toEqual(['forwarded-for warning'])
  expect(await faults(answering({ status: 403 }))).toEqual(['forwarded-for warning'])
})
