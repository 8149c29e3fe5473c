/**
 * Limits on guessing. An attempt is counted before it is looked at, in the database: attempts that are made at once, on
 * several nodes or across a restart, are counted all the same. One that is refused counts nowhere, so that who is
 * refused cannot use up what others have. What is counted on is kept as a digest.
 */
import { createHash } from 'node:crypto'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { countAttempt, hasSubject, keepSubject, removeAttempts, takeBackAttempt } from './attempt-queries.ts'

/** What attempts are counted on, and how many are allowed. */
export type AttemptLimit = {
  /** What it is about and whose: `['sign-in account', email]`. */
  subject: readonly string[]
  max: number
  windowSeconds: number
}

/** Somebody or something that is remembered for a while. */
type Remembered = Pick<AttemptLimit, 'subject'>

/**
 * Counts an attempt on each of these, or on none of them. No audit event: it changes nothing for anybody.
 *
 * @throws EngineError `rate_limited`, with the time to wait, when one of them has had too many.
 */
export async function countAttempts(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  limits: readonly AttemptLimit[],
): Promise<void> {
  const now = clock.now()
  await storage.transaction(async tx => {
    const waits: number[] = []
    for (const { id, max, windowSeconds } of inOrder(limits)) {
      const counted = await countAttempt(tx, { subject: id, now, windowMs: windowSeconds * 1000 })
      if (counted.count > max) waits.push(counted.windowEndsAt - now)
    }
    // Thrown in here, so that what was counted is not kept.
    if (waits.length > 0) throw tooMany(Math.max(...waits))
  })
}

/** Forgets the attempts on these: the last one was right. */
export async function forgetAttempts(
  { storage }: Pick<Context, 'storage'>,
  limits: readonly AttemptLimit[],
): Promise<void> {
  await storage.transaction(async tx => {
    for (const { id } of inOrder(limits)) await removeAttempts(tx, id)
  })
}

/** Takes one attempt on each of these back, as it was right; those before it stay. */
export async function takeBackAttempts(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  limits: readonly AttemptLimit[],
): Promise<void> {
  const now = clock.now()
  await storage.transaction(async tx => {
    for (const { id } of inOrder(limits)) await takeBackAttempt(tx, { subject: id, now })
  })
}

/** Keeps in mind, for so long from now, that somebody got in; as a digest like everything here. */
export async function rememberSuccess(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { subject, forSeconds }: Remembered & { forSeconds: number },
): Promise<void> {
  const until = clock.now() + forSeconds * 1000
  await storage.transaction(tx => keepSubject(tx, { subject: subjectOf({ subject }), until }))
}

export async function hadSuccess(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  remembered: Remembered,
): Promise<boolean> {
  return hasSubject(storage.lookups, { subject: subjectOf(remembered), now: clock.now() })
}

/** In one order everywhere, so that no two transactions wait for each other. */
function inOrder(limits: readonly AttemptLimit[]): (AttemptLimit & { id: string })[] {
  return limits
    .map(limit => ({ ...limit, id: subjectOf(limit) }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** JSON keeps the parts apart: no two lists of texts are written alike. */
function subjectOf({ subject }: Remembered): string {
  return createHash('sha256').update(JSON.stringify(subject), 'utf8').digest('base64url')
}

function tooMany(waitMs: number): EngineError {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  return new EngineError(
    'rate_limited',
    `There were too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) },
  )
}
