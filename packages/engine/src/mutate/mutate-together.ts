import type { ManagementScope } from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import type { Storage } from '../storage/storage.ts'
import { answerOnce } from './answer-once.ts'
import type { GroupBody } from './commit-together.ts'
import type { Context } from './context.ts'
import { Gathering } from './gathering.ts'
import { type Mutated, type MutateOptions, toMutated } from './mutate.ts'

/** A verb whose calls, when many come at once, share transactions. */
export type GatheredVerb<I, T> = (ctx: Context, input: I) => Promise<Mutated<T>>

/**
 * As `mutate`, for a verb that is called often: calls that wait for the database at the same moment are carried out
 * in one transaction. Each is done or refused on its own and has its own audit events; all are answered after the
 * commit. Only for verbs that add: calls of a group do not see what the others of it have written.
 */
export function mutateTogether<I, T>(
  scope: ManagementScope,
  body: GroupBody<I, T>,
  options: MutateOptions = {},
): GatheredVerb<I, T> {
  const gatherings = new WeakMap<Storage, Gathering<I, T>>()
  const gatheringOf = (storage: Storage): Gathering<I, T> => {
    const gathering = gatherings.get(storage) ?? new Gathering(storage, body)
    gatherings.set(storage, gathering)
    return gathering
  }
  return async (ctx, input) => {
    authorise(ctx.principal, scope)
    return toMutated(
      answerOnce(ctx, claim => gatheringOf(ctx.storage).join({ ctx, input, claim })),
      options,
    )
  }
}
