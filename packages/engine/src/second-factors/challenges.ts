import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { assertSignedIn } from '../sessions/own-session.ts'
import { type ChallengeRow, challengeLifetimeMs } from './challenge.ts'
import { findChallenge, insertChallenge, takeChallenge } from './challenge-queries.ts'

export type ChallengePurpose = ChallengeRow['purpose']

export type BegunStep = {
  purpose: ChallengePurpose
  /** SHA-256 of what has to come back. */
  digest: Buffer
  userId?: string
  sessionId?: string
  /** What the next step has to know; no secret. */
  state?: Record<string, string>
}

/** A step that was begun, as the next one finds it. */
export type OpenStep = { userId: string | null; sessionId: string | null; state: Record<string, string> }

/** Writes down that a step of a sign-in was begun, for ten minutes. No audit event: nobody got anything by it. */
export async function beginStep(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { purpose, digest, userId, sessionId, state = {} }: BegunStep,
): Promise<{ expiresAt: number }> {
  const now = clock.now()
  const expiresAt = now + challengeLifetimeMs
  const row = {
    id: newId('chl', now),
    purpose,
    digest,
    user_id: userId ?? null,
    session_id: sessionId ?? null,
    state: JSON.stringify(state),
    expires_at: expiresAt,
    created_at: now,
  }
  await storage.transaction(tx => insertChallenge(tx, row))
  return { expiresAt }
}

/** Takes a step away before its answer is looked at, so that no answer is looked at twice; null where there is none. */
export async function takeStep(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  step: { purpose: ChallengePurpose; digest: Buffer },
): Promise<OpenStep | null> {
  const now = clock.now()
  const row = await storage.transaction(tx => takeChallenge(tx, { ...step, now }))
  return row ? toOpenStep(row) : null
}

/** The same of a step that the session which asks has begun; somebody else's is taken, too, and good for nothing. */
export async function takeOwnStep(
  ctx: Pick<Context, 'storage' | 'clock' | 'principal'>,
  step: { purpose: ChallengePurpose; digest: Buffer },
): Promise<OpenStep | null> {
  const { userId, session } = assertSignedIn(ctx.principal)
  const taken = await takeStep(ctx, step)
  return taken?.userId === userId && taken.sessionId === session.id ? taken : null
}

/** Looks and takes nothing. */
export async function findStep(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  step: { purpose: ChallengePurpose; digest: Buffer },
): Promise<OpenStep | null> {
  const row = await findChallenge(storage.lookups, { ...step, now: clock.now() })
  return row ? toOpenStep(row) : null
}

function toOpenStep(row: ChallengeRow): OpenStep {
  return { userId: row.user_id, sessionId: row.session_id, state: JSON.parse(row.state) }
}
