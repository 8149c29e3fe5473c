/**
 * What one verification costs the service that asks for it: the SDK, a request through its guard, the SDK over fetch,
 * and the two that it could have been built on by themselves.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Guard } from '../../packages/sdk/src/guards/guard.ts'
import { Keyturn } from '../../packages/sdk/src/index.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startProcess } from '../processes/start-process.ts'

type Contender = { name: string; call: () => Promise<unknown>; microseconds: number[] }

const options = new Options()
const rounds = options.number('rounds', { full: 7, smoke: 1 })
const calls = options.number('calls', { full: 20_000, smoke: 200 })
const concurrency = options.number('connections', { full: 16, smoke: 4 })

const server = await startProcess({
  name: 'the server',
  args: [join(import.meta.dirname, 'answer-verdict.ts')],
  upWhen: /listening on (\d+)/,
})
const url = `http://127.0.0.1:${server.found}`
const key = 'kt_live_000000000000000000000000001CkGt6'
const request = {
  key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
  apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
  environment: 'live',
  scopes: ['leads:read'],
  request: { method: 'GET', path: '/v1/leads', ip: '203.0.113.7', userAgent: 'curl/8.5.0' },
}
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
const pooled = new Keyturn({ url, key })
const fetching = new Keyturn({ url, key, fetch: (...parameters) => fetch(...parameters) })
const guard = new Guard({
  keyturn: pooled,
  apiId: request.apiId,
  environment: request.environment,
  scopes: request.scopes,
})
const facts = {
  request: null,
  method: request.request.method,
  target: request.request.path,
  peer: request.request.ip,
  rawHeaders: ['Host', 'api.example.com', 'User-Agent', request.request.userAgent, 'X-API-Key', request.key],
}
// The version that the SDK has, which is not the one that a program beside it finds.
const sdkSources = new URL('../../packages/sdk/src/index.ts', import.meta.url)
const { Pool }: typeof import('undici') = createRequire(sdkSources)('undici')
const pool = new Pool(url)
const contenders: Contender[] = [
  { name: '@keyturn/sdk', call: () => pooled.keys.verify(request), microseconds: [] },
  {
    name: '@keyturn/sdk, guard',
    call: async () => {
      const answer = await guard.check(facts)
      if (!answer.admitted) throw new Error(answer.refusal.detail)
      guard.settle(answer.verdict, { status: 200, durationMs: 1 })
    },
    microseconds: [],
  },
  {
    name: 'undici Pool',
    call: async () => {
      const body = JSON.stringify(request)
      return (await pool.request({ method: 'POST', path: '/v1/keys/verify', headers, body })).body.json()
    },
    microseconds: [],
  },
  { name: '@keyturn/sdk over fetch', call: () => fetching.keys.verify(request), microseconds: [] },
  {
    name: 'bare fetch',
    call: async () => {
      const body = JSON.stringify(request)
      return (await fetch(`${url}/v1/keys/verify`, { method: 'POST', headers, body })).json()
    },
    microseconds: [],
  },
]

async function measure({ call }: Contender): Promise<number> {
  let left = calls
  const caller = async () => {
    while (left-- > 0) await call()
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: concurrency }, caller))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

// The first round warms up and does not count.
for (let round = 0; round <= rounds; round++) {
  for (const contender of contenders) {
    const cost = await measure(contender)
    if (round > 0) contender.microseconds.push(cost)
  }
}
const [reference] = contenders.map(({ microseconds }) => microseconds)
printTable(
  `CPU time of one call, ${concurrency} at a time`,
  contenders.map(({ name, microseconds }) => ({
    client: name,
    'µs a call': rounded(median(microseconds)),
    'times the SDK': rounded(
      median(microseconds.map((cost, round) => cost / (reference?.[round] ?? Number.NaN))),
    ),
  })),
)
writeResult('client', { rounds, calls, concurrency, contenders })
await guard.close()
await Promise.all([pooled.close(), pool.close()])
await server.stop()
process.exit()
