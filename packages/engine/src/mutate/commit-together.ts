import type { Effect } from '../changes/effect.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import type { Context } from './context.ts'
import type { Claim } from './idempotent-call.ts'
import { addKept } from './replay-budget.ts'
import { settled } from './settled.ts'
import { type Done, type Mutation, writeDown } from './write-down.ts'

/** One call of a verb. */
export type Call<I> = {
  ctx: Context
  input: I
  /** What makes repeating it harmless; null when its caller asked for nothing of the kind. */
  claim: Claim | null
}

/** What came of one call of a group: what it did, or why it did nothing. */
export type Outcome<T> = Mutation<T> | Refused
export type Refused = { refusal: unknown }

/** Carries out calls that share a transaction; outcomes are in their order. Who is refused has written nothing. */
export type GroupBody<I, T> = (tx: Tx, calls: readonly Call<I>[]) => Promise<Outcome<T>[]>

/** What is in the database. */
export type Committed<T> = {
  result: T
  /** How far it has come; resolves when no node can decide on the state before. */
  effect: Promise<Effect>
}

/** Carries out calls in one transaction, with one set of audit events and feed entries, and waits for nodes once. */
export async function commitTogether<I, T>(
  storage: Storage,
  calls: readonly Call<I>[],
  { body, beforeCommit = () => {} }: { body: GroupBody<I, T>; beforeCommit?: () => void },
): Promise<(Committed<T> | Refused)[]> {
  const { outcomes, mark, kept } = await storage.transaction(async tx => {
    const outcomes = await body(tx, calls)
    const done: Done[] = []
    for (const [index, { ctx, claim }] of calls.entries()) {
      const outcome = outcomes[index]
      if (outcome && !('refusal' in outcome)) done.push({ ctx, claim, mutation: outcome })
    }
    const written = await writeDown(storage, tx, done)
    beforeCommit()
    return { outcomes, ...written }
  })
  addKept(kept)
  const effect = settled(calls[0]?.ctx, mark)
  return outcomes.map(outcome => ('refusal' in outcome ? outcome : { result: outcome.result, effect }))
}
