import { assertStanding } from '../access/assert-standing.ts'
import { authorise, type Demand } from '../access/authorise.ts'
import { type Effect, everywhere } from '../changes/effect.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { Tx } from '../storage/storage.ts'
import { UniqueViolation } from '../storage/storage-failure.ts'
import { answerOnce } from './answer-once.ts'
import { inBulkTurn } from './bulk-turns.ts'
import type { Committed } from './commit-together.ts'
import type { Context } from './context.ts'
import type { Claim } from './idempotent-call.ts'
import { addKept } from './replay-budget.ts'
import { settled } from './settled.ts'
import { type Mutation, writeDown } from './write-down.ts'

export type { Mutation } from './write-down.ts'

export type Mutated<T> = { result: T; effect: Effect }

export type MutateOptions = {
  /** What to refuse with when a row exists already, by unique rule (`apis_prefix`). */
  conflicts?: Record<string, () => EngineError>
  /** It only adds: no node acts wrongly on the state before, so the answer is final when the wait was in vain. */
  loosening?: true
  /** It may end the session that it comes from, or what its holder is: they are looked at before, and not after. */
  ends?: 'standing'
  /** It writes many rows: few of its kind run at once, and callers take turns. */
  bulk?: true
}

/**
 * The one way in which control data changes: authorises, runs `body` in a transaction, writes its audit events and
 * feed entries in the same transaction, and answers when no node can decide on the old state any more. `body` may
 * run again after a serialization failure, and only awaits SQL. A request with an `Idempotency-Key` that was carried
 * out already is answered as before, without running it.
 */
export async function mutate<T>(
  ctx: Context,
  demand: Demand,
  body: (tx: Tx) => Promise<Mutation<T>>,
  options: MutateOptions = {},
): Promise<Mutated<T>> {
  authorise(ctx.principal, demand)
  const isFirst = demand === 'self' || options.ends === 'standing'
  const guarded = withStanding(ctx, isFirst ? 'first' : 'last', body)
  return toMutated(
    answerOnce(ctx, claim =>
      options.bulk ? inBulkTurn(ctx, () => commit(ctx, claim, guarded)) : commit(ctx, claim, guarded),
    ),
    options,
  )
}

/**
 * Looks again at who asks, last of all: verbs that end sessions and remove members lock in that order too. What people
 * do about themselves may end the very session that it comes from, so there it is first.
 */
function withStanding<T>(
  { principal }: Context,
  place: 'first' | 'last',
  body: (tx: Tx) => Promise<Mutation<T>>,
): (tx: Tx) => Promise<Mutation<T>> {
  return async tx => {
    if (place === 'first') await assertStanding(tx, principal, 'change')
    const mutation = await body(tx)
    if (place === 'last') await assertStanding(tx, principal)
    return mutation
  }
}

/** Waits until a change holds everywhere; a row that exists already becomes the refusal that was named for it. */
export async function toMutated<T>(
  committing: Promise<Committed<T>>,
  { conflicts, loosening }: MutateOptions,
): Promise<Mutated<T>> {
  const committed = await committing.catch((error: unknown) => {
    const refusal = error instanceof UniqueViolation ? conflicts?.[error.rule] : undefined
    throw refusal ? refusal() : error
  })
  const effect = await committed.effect
  return { result: committed.result, effect: loosening ? everywhere : effect }
}

async function commit<T>(
  ctx: Context,
  claim: Claim | null,
  body: (tx: Tx) => Promise<Mutation<T>>,
): Promise<Committed<T>> {
  const { storage } = ctx
  const { result, mark, kept } = await storage.transaction(async tx => {
    const mutation = await body(tx)
    const written = await writeDown(storage, tx, [{ ctx, claim, mutation }])
    return { result: mutation.result, ...written }
  })
  addKept(kept)
  return { result, effect: settled(ctx, mark) }
}
