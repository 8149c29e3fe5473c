import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { comparable, exchange, lastRequest } from './testing/exchange.ts'
import { type Lane, openLane } from './testing/open-lane.ts'
import { requestsWith } from './testing/requests.ts'

let server: TestServer
let both: Lane
let ordinary: Lane
const tokens: Record<string, string> = {}
const { request, body } = requestsWith(tokens)

beforeAll(async () => {
  server = await openTestServer()
  const trustedProxies = ['127.0.0.1', '10.0.0.0/8']
  both = await openLane(server.test.engine, 'both', { trustedProxies })
  ordinary = await openLane(server.test.engine, 'ordinary', { trustedProxies })
  const root = server.client()
  const { apiId } = await root.whoami()
  const input = { apiId: apiId ?? '', name: 'Inside', scopes: ['keys:verify'] }
  const { secret } = await root.keys.create({ ...input, allowedIps: ['203.0.113.0/24'] })
  tokens['root'] = secret ?? ''
  tokens['plain'] = server.test.rootKey
})
afterAll(async () => {
  await both.close()
  await ordinary.close()
  await server.close()
})

/** What both lanes say to a key that may be used from 203.0.113.0/24 only, and whether the hot one answered itself. */
async function statusOf(...headers: string[]): Promise<{ status: string | undefined; hot: boolean }> {
  const before = both.ordinaryRequests()
  const pieces = [request(body(), { headers }) + lastRequest]
  const [withHot, without] = await Promise.all([exchange(both.port, pieces), exchange(ordinary.port, pieces)])
  expect(withHot.map(comparable)).toEqual(without.map(comparable))
  return { status: withHot[0]?.status.slice(9, 12), hot: both.ordinaryRequests() - before === 1 }
}

describe('behind a trusted proxy the address is the one that the proxy names, in either lane', () => {
  test.each([
    '203.0.113.7',
    '198.51.100.1, 203.0.113.7',
    '203.0.113.7, 10.1.2.3',
    '203.0.113.7 ,10.1.2.3',
    '::ffff:203.0.113.7',
  ])('%s is allowed, and answered by the hot lane', async forwarded => {
    expect(await statusOf(`X-Forwarded-For: ${forwarded}`)).toEqual({ status: '200', hot: true })
  })

  test.each([
    '198.51.100.1',
    '203.0.113.7, 198.51.100.1',
    '203.0.113.7:80',
    '203.0.113.7, ',
    'unknown',
    '10.1.2.3',
    '"203.0.113.7"',
    'for=203.0.113.7',
  ])('%s is not', async forwarded => {
    expect(await statusOf(`X-Forwarded-For: ${forwarded}`)).toEqual({ status: '403', hot: false })
  })

  test('two headers are one list, read by the ordinary lane', async () => {
    const [outer, inner] = ['X-Forwarded-For: 203.0.113.7', 'X-Forwarded-For: 10.1.2.3']
    expect(await statusOf(outer, inner)).toEqual({ status: '200', hot: false })
    expect(await statusOf(inner, outer)).toEqual({ status: '200', hot: false })
    expect(await statusOf(outer, 'X-Forwarded-For: 198.51.100.1')).toEqual({ status: '403', hot: false })
  })

  test('no other header names an address', async () => {
    for (const header of ['X-Real-IP: 203.0.113.7', 'Forwarded: for=203.0.113.7', 'Via: 203.0.113.7'])
      expect(await statusOf(header)).toEqual({ status: '403', hot: false })
  })

  test('each request of a connection has its own', async () => {
    const from = (ip: string) => request(body(), { headers: [`X-Forwarded-For: ${ip}`] })
    const pieces = [
      from('203.0.113.7') + from('203.0.113.8') + from('198.51.100.1') + request(body()) + lastRequest,
    ]
    const answers = await exchange(both.port, pieces)
    expect(answers.map(({ status }) => status.slice(9, 12))).toEqual(['200', '200', '403', '403', '200'])
  })
})
