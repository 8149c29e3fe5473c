import type { Begun, Engine, VerifyInput } from '@keyturn/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { answered, exchange } from './testing/exchange.ts'
import { type Lane, openLane, withMethods } from './testing/open-lane.ts'
import { requestsWith } from './testing/requests.ts'

let server: TestServer
const tokens: Record<string, string> = {}
const { request, body } = requestsWith(tokens)

beforeAll(async () => {
  server = await openTestServer()
  tokens['root'] = server.test.rootKey
  tokens['plain'] = server.test.rootKey
})
afterAll(() => server.close())

const unreadable: never = new Proxy(
  {},
  {
    get: () => {
      throw new Error('an answer that cannot be made')
    },
  },
) as never

const question = `GET /v1/forward-auth?apiId=api_none&environment=live HTTP/1.1\r\nHost: x\r\nX-API-Key: k\r\n\r\n`

/** Answers are told together once three have come; the first to come cannot be made. */
async function openFailing(): Promise<{ lane: Lane; begun: Promise<void> }> {
  const { engine } = server.test
  const [recorded, first] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let count = 0
  const told = <Told>(decided: Begun<Told> | Promise<Begun<Told>> | null): Begun<Told> => {
    if (decided === null || decided instanceof Promise) throw new Error('not decided at once')
    count++
    first.resolve()
    if (count === 3) recorded.resolve()
    return { verdict: count === 1 ? unreadable : decided.verdict, recorded: recorded.promise }
  }
  const asked = (input: VerifyInput) => ({ ...input, key: tokens['plain'] ?? '', apiId: undefined })
  const begin: Engine['verifier']['begin'] = (principal, input) =>
    told(engine.verifier.begin(principal, asked(input)))
  const beginAdmission: Engine['verifier']['beginAdmission'] = (principal, input) =>
    told(engine.verifier.beginAdmission(principal, asked(input)))
  const verifier = withMethods(engine.verifier, { begin, beginAdmission })
  const lane = await openLane({ ...engine, verifier }, 'both', { trustedProxies: ['127.0.0.1'] })
  return { lane, begun: first.promise }
}

test.each([
  ['a service', () => request(body())],
  ['a gateway', () => question],
])(
  'an answer to %s that cannot be made ends its connection, and its neighbours are told',
  async (_, make) => {
    const { lane, begun } = await openFailing()
    const failing = exchange(lane.port, [make()])
    await begun
    const neighbours = [make(), request(body())].map(sent => exchange(lane.port, [sent, answered(1), 'FIN']))
    expect((await Promise.all(neighbours)).map(answers => answers.length)).toEqual([1, 1])
    expect(await failing).toEqual([])
    expect(lane.ordinaryRequests()).toBe(0)
    expect(lane.logLines.filter(line => line.includes('the hot lane failed'))).toHaveLength(1)
    await lane.close()
  },
)
