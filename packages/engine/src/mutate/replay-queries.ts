import { Yielding } from '../clock/yielding.ts'
import type { Queryable, Storage, Tx } from '../storage/storage.ts'
import type { ReplayTable } from '../storage/tables.ts'

/** By primary key; undefined for one that is older than `since` (ms) and waits to be removed. */
export async function findReplay(
  query: Queryable,
  id: string,
  since: number,
): Promise<ReplayTable | undefined> {
  return query
    .selectFrom('replays')
    .selectAll()
    .where('id', '=', id)
    .where('created_at', '>', since)
    .executeTakeFirst()
}

/** The unique id closes the race of two calls that both found nothing: the second one fails here, whole. */
export async function insertReplays(
  storage: Storage,
  tx: Tx,
  { rows, since }: { rows: readonly ReplayTable[]; since: number },
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(row => row.id)
  await tx.deleteFrom('replays').where('id', 'in', ids).where('created_at', '<=', since).execute()
  await storage.insert(tx, 'replays', rows)
}

/** Answers that one statement removes. They may be long: what else wants the database waits for no more than that. */
export const replaySlice = 100

/** Removes a slice of the answers that are no longer replayed, and answers how many; by the index on their age. */
export async function pruneReplays(tx: Tx, since: number): Promise<number> {
  const oldest = tx.selectFrom('replays').select('id').where('created_at', '<=', since).limit(replaySlice)
  const { numDeletedRows } = await tx
    .deleteFrom('replays')
    .where('id', 'in', oldest)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/**
 * Removes the answers that show what belongs to one organization, slice by slice. A scan of those of a day: they are kept
 * by who asked, and not by what is in them.
 */
export async function removeReplaysOf(storage: Storage, organizationId: string): Promise<void> {
  const rows = await storage.reader
    .selectFrom('replays')
    .select('id')
    .where('result', 'like', `%"organizationId":"${organizationId}"%`)
    .execute()
  const turns = new Yielding()
  for (let start = 0; start < rows.length; start += replaySlice) {
    const ids = rows.slice(start, start + replaySlice).map(({ id }) => id)
    await storage.transaction(tx => tx.deleteFrom('replays').where('id', 'in', ids).execute())
    await turns.now()
  }
}
