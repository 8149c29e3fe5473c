import { withDataKey } from '../envelope/with-data-key.ts'
import type { Storage } from '../storage/storage.ts'
import { UniqueViolation } from '../storage/storage-failure.ts'
import { CallsInFlight } from './calls-in-flight.ts'
import type { Committed } from './commit-together.ts'
import type { Context } from './context.ts'
import { type Claim, claimOf, mismatch, replaysKeptMs } from './idempotent-call.ts'
import { assertMayKeepMore } from './replay-budget.ts'
import { findReplay } from './replay-queries.ts'
import { settled } from './settled.ts'

/** For each database, the calls of this process that may be repeated while they are carried out. */
const inFlight = new WeakMap<Storage, CallsInFlight>()

/**
 * Carries a call out, or answers as before when it was carried out already: the answer then waits for nodes like the
 * first one. Calls that were refused left nothing, so they are carried out again.
 */
export async function answerOnce<T>(
  ctx: Context,
  carryOut: (claim: Claim | null) => Promise<Committed<T>>,
): Promise<Committed<T>> {
  const claim = claimOf(ctx)
  const carriedOut = () => withDataKey(ctx.vault, () => carryOut(claim))
  if (claim === null) return carriedOut()
  return callsOf(ctx.storage).alone(claim.id, async () => {
    const known = await replay<T>(ctx, claim)
    if (known) return known
    assertMayKeepMore(ctx)
    try {
      return await carriedOut()
    } catch (error) {
      if (!(error instanceof UniqueViolation && error.rule === 'replays_id')) throw error
      // Another process was faster.
      const stored = await replay<T>(ctx, claim)
      if (stored) return stored
      throw error
    }
  })
}

async function replay<T>(ctx: Context, claim: Claim): Promise<Committed<T> | null> {
  const row = await findReplay(ctx.storage.lookups, claim.id, ctx.clock.now() - replaysKeptMs)
  if (!row) return null
  if (!row.body.equals(claim.body)) throw mismatch()
  const result: T = JSON.parse(row.result)
  ctx.request.idempotency?.markReplayed()
  return { result, effect: settled(ctx, row.mark) }
}

function callsOf(storage: Storage): CallsInFlight {
  const known = inFlight.get(storage) ?? new CallsInFlight()
  inFlight.set(storage, known)
  return known
}
