import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import { compareTimes, type TimedClass, type TimingReport } from './compare-times.ts'
import { type Subject, startSubject } from './subject.ts'

/**
 * How long refusals take whose difference could tell something of a secret: a token that nobody has, one that shares
 * all but its last random characters with a real one, and one that shares them with a revoked one (G22).
 */
export async function runTiming(options: {
  database: 'sqlite' | 'postgres'
  samples: number
}): Promise<TimingReport> {
  const subject = await startSubject({ database: options.database })
  try {
    const { samples } = options
    return await compareTimes(subject.keyturn.url, classesOf(subject), { samples, status: 200 })
  } finally {
    await subject.keyturn.remove()
  }
}

function classesOf({ keys, rootKey }: Subject): TimedClass[] {
  const unknown = () => generateToken({ prefix: 'ee', environment: 'live', randomBytes })
  const headers = { authorization: `Bearer ${rootKey}` }
  const verifying = (key: () => string) => () => ({
    path: '/v1/keys/verify',
    headers,
    body: { key: key() },
  })
  return [
    { name: 'unknown', next: verifying(unknown) },
    { name: 'resembles a valid one', next: verifying(() => resembling(keys.plain.token)) },
    { name: 'resembles a revoked one', next: verifying(() => resembling(keys.revoked.token)) },
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
