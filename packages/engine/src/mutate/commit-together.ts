import { assertStanding } from '../access/assert-standing.ts'
import type { Effect } from '../changes/effect.ts'
import { EngineError } from '../errors/engine-error.ts'
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
    const outcomes = await carryOut(tx, calls, body)
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

/** Who is no longer who they were takes no part: they are looked at before, as what a group has written stays. */
async function carryOut<I, T>(
  tx: Tx,
  calls: readonly Call<I>[],
  body: GroupBody<I, T>,
): Promise<Outcome<T>[]> {
  const refusals = new Map<Call<I>, Refused>()
  for (const call of calls) {
    const refusal = await assertStanding(tx, call.ctx.principal).catch(asRefusal)
    if (refusal) refusals.set(call, refusal)
  }
  if (refusals.size === 0) return body(tx, calls)
  const others = calls.filter(call => !refusals.has(call))
  const outcomes = others.length === 0 ? [] : await body(tx, others)
  return calls.map(call => refusals.get(call) ?? outcomeOf(outcomes.shift()))
}

function outcomeOf<T>(outcome: Outcome<T> | undefined): Outcome<T> {
  if (!outcome) throw new Error('a call without an outcome')
  return outcome
}

/** A failure of the database fails the group, as it does everywhere else. */
function asRefusal(error: unknown): Refused {
  if (error instanceof EngineError && error.code === 'session_ended') return { refusal: error }
  throw error
}
