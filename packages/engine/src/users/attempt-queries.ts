import { sql } from 'kysely'
import type { Queryable, Tx } from '../storage/storage.ts'

/**
 * Counts one more attempt and answers how many there are; by primary key. One statement, so that attempts that are made
 * at the same moment are all counted.
 */
export async function countAttempt(
  tx: Tx,
  { subject, now, windowMs }: { subject: string; now: number; windowMs: number },
): Promise<{ count: number; windowEndsAt: number }> {
  const ends = now + windowMs
  const row = await tx
    .insertInto('attempts')
    .values({ subject, count: 1, window_ends_at: ends })
    .onConflict(conflict =>
      conflict.column('subject').doUpdateSet({
        count: sql<number>`case when attempts.window_ends_at <= ${now} then 1 else attempts.count + 1 end`,
        window_ends_at: sql<number>`case when attempts.window_ends_at <= ${now} then ${ends} else attempts.window_ends_at end`,
      }),
    )
    .returning(['count', 'window_ends_at'])
    .executeTakeFirstOrThrow()
  return { count: row.count, windowEndsAt: row.window_ends_at }
}

/** By primary key. */
export async function removeAttempts(tx: Tx, subject: string): Promise<void> {
  await tx.deleteFrom('attempts').where('subject', '=', subject).execute()
}

/** By primary key. Where a new window has begun meanwhile and holds nothing, nothing is taken. */
export async function takeBackAttempt(
  tx: Tx,
  { subject, now }: { subject: string; now: number },
): Promise<void> {
  await tx
    .updateTable('attempts')
    .set(({ eb }) => ({ count: eb('count', '-', 1) }))
    .where('subject', '=', subject)
    .where('count', '>', 0)
    .where('window_ends_at', '>', now)
    .execute()
}

/** By primary key; a row that is there lasts until then. */
export async function keepSubject(
  tx: Tx,
  { subject, until }: { subject: string; until: number },
): Promise<void> {
  await tx
    .insertInto('attempts')
    .values({ subject, count: 0, window_ends_at: until })
    .onConflict(conflict => conflict.column('subject').doUpdateSet({ window_ends_at: until }))
    .execute()
}

/** By primary key. */
export async function hasSubject(
  query: Queryable,
  { subject, now }: { subject: string; now: number },
): Promise<boolean> {
  const found = await query
    .selectFrom('attempts')
    .select('subject')
    .where('subject', '=', subject)
    .where('window_ends_at', '>', now)
    .executeTakeFirst()
  return found !== undefined
}

/** By the index on the end of the window; answers how many there were. */
export async function pruneAttempts(tx: Tx, { now, limit }: { now: number; limit: number }): Promise<number> {
  const over = tx.selectFrom('attempts').select('subject').where('window_ends_at', '<=', now).limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('attempts')
    .where('subject', 'in', over)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
