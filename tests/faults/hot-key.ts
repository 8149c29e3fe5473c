import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

export type HotKeyOptions = {
  database: 'sqlite' | 'postgres'
  /** Keys beside the hot one. */
  others: number
  /** How often evenly spread traffic and traffic with a hot key take turns. */
  rounds: number
  requestsPerRound: number
  /** Offered, evenly in time. */
  perSecond: number
  command?: string
}

export type HotKeyReport = {
  requests: number
  /** Of the others, in milliseconds, in the median of the rounds. */
  p99Ms: { even: number; hot: number }
  /** Median of the ratios of the rounds. */
  p99Ratio: number
  /** Refused because the hot key was over its own limit. */
  refused: number
  /** What must not be; empty. */
  wrong: string[]
}

type Key = { id: string; token: string }
type Tally = { asked: Map<string, number>; refused: number; wrong: string[] }

const hotShare = 0.9
const limit = { name: 'default', limit: 200, windowSeconds: 60 }

/** One key takes nine requests of ten, most of them beyond its limit; what the others notice of it (F34). */
export async function runHotKey(options: HotKeyOptions): Promise<HotKeyReport> {
  const { database, others, rounds, requestsPerRound, perSecond, command } = options
  const node = await startKeyturn({ database, ...(command === undefined ? {} : { command }) })
  const pool = new Pool(node.url, { connections: 32 })
  try {
    const keys = await createKeys(node, others + 1)
    const [hot, ...rest] = keys
    if (!hot) throw new Error('no keys')
    const tally: Tally = { asked: new Map(), refused: 0, wrong: [] }
    const run = (keyOf: (turn: number) => Key) =>
      offer(requestsPerRound, perSecond, async turn => {
        const key = keyOf(turn)
        const ms = await ask(pool, node, { key, isHot: key === hot, tally })
        return key === hot ? null : ms
      })
    const even: number[] = []
    const uneven: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const evenly = await run(turn => rest[turn % rest.length] ?? hot)
      const unevenly = await run(turn =>
        turn % 10 < hotShare * 10 ? hot : (rest[turn % rest.length] ?? hot),
      )
      // The first round warms up.
      if (round === 0) continue
      even.push(evenly)
      uneven.push(unevenly)
    }
    await pool.close()
    await compareCounts(node, tally)
    await node.stop()
    const ratios = uneven.map((ms, round) => ms / (even[round] ?? ms))
    return {
      requests: [...tally.asked.values()].reduce((sum, count) => sum + count, 0),
      p99Ms: { even: median(even), hot: median(uneven) },
      p99Ratio: median(ratios),
      refused: tally.refused,
      wrong: tally.wrong,
    }
  } finally {
    await node.remove()
  }
}

/** All with the same limit, which only the hot one reaches. */
async function createKeys({ client }: StartedKeyturn, count: number): Promise<Key[]> {
  const { id: apiId } = await client.apis.create({ name: 'Leads', prefix: 'hot' })
  const { id: organizationId } = await client.organizations.create({ name: 'Acme' })
  const keys: Key[] = []
  for (let number = 0; number < count; number++) {
    const rateLimits = [number === 0 ? limit : { ...limit, limit: 1_000_000 }]
    const { key, secret } = await client.keys.create({
      apiId,
      organizationId,
      name: `Key ${number}`,
      rateLimits,
    })
    if (secret === null) throw new Error('a create answered without the secret')
    keys.push({ id: key.id, token: secret })
  }
  return keys
}

/** Requests are due at a steady rate, whatever the server does; answers the p99 of those that count, in milliseconds. */
async function offer(
  requests: number,
  perSecond: number,
  send: (turn: number) => Promise<number | null>,
): Promise<number> {
  const asked: Promise<number | null>[] = []
  const startedAt = performance.now()
  while (asked.length < requests) {
    const due = Math.min(requests, ((performance.now() - startedAt) / 1000) * perSecond)
    while (asked.length < due) asked.push(send(asked.length))
    await sleep(1)
  }
  const times = (await Promise.all(asked)).filter(ms => ms !== null).toSorted((one, other) => one - other)
  return times[Math.floor(times.length * 0.99)] ?? 0
}

async function ask(
  pool: Pool,
  { rootKey }: StartedKeyturn,
  { key, isHot, tally }: { key: Key; isHot: boolean; tally: Tally },
): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${rootKey}` }
  const body = JSON.stringify({ key: key.token })
  const startedAt = performance.now()
  const answer = await pool.request({ method: 'POST', path: '/v1/keys/verify', headers, body })
  const { code } = (await answer.body.json()) as { code: string }
  const ms = performance.now() - startedAt
  tally.asked.set(key.id, (tally.asked.get(key.id) ?? 0) + 1)
  if (code === 'rate_limited' && isHot) tally.refused += 1
  else if (code !== 'valid') tally.wrong.push(`${isHot ? 'the hot key' : 'another key'} is ${code}`)
  return ms
}

/** Every request must have been counted for its own key. */
async function compareCounts({ client }: StartedKeyturn, { asked, wrong }: Tally): Promise<void> {
  const total = [...asked.values()].reduce((sum, count) => sum + count, 0)
  for (let attempt = 0; attempt < 300; attempt++) {
    const counted = new Map<string, number>()
    for (const { group, verifications } of (await client.usage.summary({ groupBy: 'key', limit: 200 })).data)
      if (group !== null && asked.has(group)) counted.set(group, (counted.get(group) ?? 0) + verifications)
    const sum = [...counted.values()].reduce((all, count) => all + count, 0)
    if (sum >= total) {
      for (const [id, count] of asked)
        if (counted.get(id) !== count) wrong.push(`${counted.get(id)} of ${count} are counted for ${id}`)
      return
    }
    await sleep(100)
  }
  wrong.push(`not all of ${total} requests are counted`)
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
