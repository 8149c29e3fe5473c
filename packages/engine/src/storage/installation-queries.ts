import { newId } from '../ids/new-id.ts'
import { withLock } from './row-lock.ts'
import type { Queryable, Tx } from './storage.ts'

/** Names the installation and its feed once; two nodes that start at once agree on the first one's. */
export async function ensureInstallation(tx: Tx, now: number): Promise<{ created: boolean }> {
  const inserted = await tx
    .insertInto('installation')
    .values({ sole: 1, id: newId('inst', now), feed_id: newId('feed', now), created_at: now })
    .onConflict(conflict => conflict.column('sole').doNothing())
    .executeTakeFirst()
  return { created: Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0 }
}

/** The sole row; undefined before the first start is through. */
export async function findInstallation(query: Queryable): Promise<{ id: string } | undefined> {
  return query.selectFrom('installation').select('id').executeTakeFirst()
}

/** The sole row, until the transaction ends: what there may be one of in an installation takes turns on it. */
export async function lockInstallation(tx: Tx): Promise<void> {
  await withLock(tx.selectFrom('installation').select('id'), 'change').executeTakeFirstOrThrow()
}
