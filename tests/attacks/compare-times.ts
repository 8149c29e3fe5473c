import { randomBytes } from 'node:crypto'
import { Client } from 'undici'

export type TimingReport = {
  samples: number
  /** Mean time of each class, in microseconds, after the slowest hundredth was left out. */
  meanUs: Record<string, number>
  /** |t| of Welch's test between classes; above 4.5 they can be told apart. */
  t: Record<string, number>
}

/** Requests that must get the same answer, and differ in what is behind it. */
export type TimedClass = { name: string; next: () => TimedRequest }

export type TimedRequest = { path: string; headers: Record<string, string>; body: object }

type Sums = { count: number; mean: number; squares: number }

const block = 1_000

/**
 * How long the answers to classes of requests take. Classes take turns in random order, so that what the machine does
 * besides hits all of them alike. Throws where one gets another status than `status`.
 */
export async function compareTimes(
  url: string,
  classes: readonly TimedClass[],
  { samples, status }: { samples: number; status: number },
): Promise<TimingReport> {
  const client = new Client(url)
  const times = new Map<string, number[]>(classes.map(({ name }) => [name, []]))
  const warmUp = Math.min(2_000, samples)
  try {
    for (let sent = 0; sent < samples + warmUp; ) {
      for (const { name, request } of drawn(classes, Math.min(block, samples + warmUp - sent))) {
        const us = await timed(client, request, status)
        if (sent >= warmUp) times.get(name)?.push(us)
        sent += 1
      }
    }
  } finally {
    await client.close()
  }
  const sums = new Map([...times].map(([name, each]) => [name, summed(each)]))
  return {
    samples,
    meanUs: Object.fromEntries([...sums].map(([name, { mean }]) => [name, Math.round(mean * 10) / 10])),
    t: pairs(sums),
  }
}

type Drawn = { name: string; request: { path: string; headers: Record<string, string>; body: string } }

/** Made before the first is sent: what making a token leaves to be cleared away must not fall into its own time. */
function drawn(classes: readonly TimedClass[], count: number): Drawn[] {
  return Array.from({ length: count }, () => {
    const { name, next } = classes[randomBytes(1)[0]! % classes.length]!
    const { body, ...request } = next()
    return { name, request: { ...request, body: JSON.stringify(body) } }
  })
}

async function timed(client: Client, { path, headers, body }: Drawn['request'], status: number) {
  const startedAt = process.hrtime.bigint()
  const answer = await client.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await answer.body.text()
  const us = Number(process.hrtime.bigint() - startedAt) / 1000
  if (answer.statusCode !== status) throw new Error(`${path} was answered ${answer.statusCode}: ${text}`)
  return us
}

function summed(times: readonly number[]): Sums {
  const kept = times.toSorted((one, other) => one - other).slice(0, Math.floor(times.length * 0.99))
  const mean = kept.reduce((sum, each) => sum + each, 0) / kept.length
  const squares = kept.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  return { count: kept.length, mean, squares }
}

function pairs(sums: ReadonlyMap<string, Sums>): Record<string, number> {
  const all = [...sums]
  return Object.fromEntries(
    all.flatMap(([name, one], index) =>
      all
        .slice(index + 1)
        .map(([other, two]) => [`${name} / ${other}`, Math.round(welchT(one, two) * 100) / 100]),
    ),
  )
}

/** Welch's t of two samples, without its sign. */
function welchT(one: Sums, other: Sums): number {
  const spread = ({ count, squares }: Sums) => squares / (count - 1) / count
  return Math.abs(one.mean - other.mean) / Math.sqrt(spread(one) + spread(other))
}
