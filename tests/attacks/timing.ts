import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import { Client } from 'undici'
import { type Subject, startSubject } from './subject.ts'

export type TimingReport = {
  samples: number
  /** Mean time of each class, in microseconds, after the slowest hundredth was left out. */
  meanUs: Record<string, number>
  /** |t| of Welch's test between classes; above 4.5 they can be told apart. */
  t: Record<string, number>
}

type Sums = { count: number; mean: number; squares: number }
type TokenClass = { name: string; next: () => string }

/**
 * How long refusals take whose difference could tell something of a secret: a token that nobody has, one that shares
 * all but its last random characters with a real one, and one that shares them with a revoked one (G22). Classes take
 * turns in random order, so that what the machine does besides hits all of them alike.
 */
export async function runTiming(options: {
  database: 'sqlite' | 'postgres'
  samples: number
}): Promise<TimingReport> {
  const subject = await startSubject(options.database)
  const client = new Client(subject.keyturn.url)
  try {
    const classes = classesOf(subject)
    const times = new Map<string, number[]>(classes.map(({ name }) => [name, []]))
    const warmUp = Math.min(2_000, options.samples)
    for (let sent = 0; sent < options.samples + warmUp; sent++) {
      const chosen = classes[randomBytes(1)[0]! % classes.length]!
      const body = JSON.stringify({ key: chosen.next() })
      const us = await timed(client, subject.rootKey, body)
      if (sent >= warmUp) times.get(chosen.name)?.push(us)
    }
    const sums = new Map([...times].map(([name, each]) => [name, summed(each)]))
    return {
      samples: options.samples,
      meanUs: Object.fromEntries([...sums].map(([name, { mean }]) => [name, Math.round(mean * 10) / 10])),
      t: pairs(sums),
    }
  } finally {
    await client.close()
    await subject.keyturn.remove()
  }
}

function classesOf({ keys }: Subject): TokenClass[] {
  const unknown = () => generateToken({ prefix: 'ee', environment: 'live', randomBytes })
  return [
    { name: 'unknown', next: unknown },
    { name: 'resembles a valid one', next: () => resembling(keys.plain.token) },
    { name: 'resembles a revoked one', next: () => resembling(keys.revoked.token) },
  ]
}

/** Another token with the same first 30 characters and the checksum that it needs. */
function resembling(token: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const indexes = [...token.slice(8, 30)].map(letter => alphabet.indexOf(letter))
  let at = 0
  // The generator takes what the bytes say: those of the beginning are known, the others random.
  const bytes = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => indexes[at++] ?? randomBytes(1)[0]! % 62))
  return generateToken({ prefix: 'ee', environment: 'live', randomBytes: bytes })
}

async function timed(client: Client, key: string, body: string): Promise<number> {
  const startedAt = process.hrtime.bigint()
  const answer = await client.request({
    method: 'POST',
    path: '/v1/keys/verify',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  })
  await answer.body.text()
  return Number(process.hrtime.bigint() - startedAt) / 1000
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
