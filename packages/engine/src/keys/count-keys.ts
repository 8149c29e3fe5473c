import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { countKeysWithin, type KeyFilter } from './list-queries.ts'

/** `hasMore` where there are more than were counted. */
export type KeyCount = { count: number; hasMore: boolean }

/** So many keys are counted, however many there are: beyond it nobody reads the figure. */
const countMax = 100_000

/** How many keys within reach match. */
export async function countKeys(ctx: ReadContext, filter: KeyFilter = {}): Promise<KeyCount> {
  authorise(ctx.principal, 'keys:read')
  const now = ctx.clock.now()
  const found = await countKeysWithin(ctx.storage, { filter, countMax: countMax + 1, now }, ctx.reach)
  return { count: Math.min(found, countMax), hasMore: found > countMax }
}
