import type { Tx } from './storage.ts'

/** Entries that one statement removes: what else wants the database waits for no more than that. */
export const feedSlice = 1_000

/**
 * Removes a slice of the entries older than `before` (ms), and answers how many: fewer than `feedSlice` when none are
 * left. Always keeps the newest: a quiet reader's place stays checkable. By primary key.
 */
export async function pruneFeed(tx: Tx, before: number): Promise<number> {
  const newest = tx.selectFrom('changes').select(eb => eb.fn.max('sequence').as('newest'))
  const oldest = tx
    .selectFrom('changes')
    .select('sequence')
    .where('at', '<', before)
    .where('sequence', '<', newest)
    .orderBy('sequence')
    .limit(feedSlice)
  const { numDeletedRows } = await tx
    .deleteFrom('changes')
    .where('sequence', 'in', oldest)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
