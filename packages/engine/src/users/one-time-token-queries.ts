import type { Insertable, Selectable } from 'kysely'
import type { OneTimePurpose, OneTimeTokenTable } from '../storage/identity-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'

export type OneTimeTokenRow = Selectable<OneTimeTokenTable>

export async function insertOneTimeToken(tx: Tx, row: Insertable<OneTimeTokenTable>): Promise<void> {
  await tx.insertInto('one_time_tokens').values(row).execute()
}

/** Which token: what it is for, its digest, and when it is used. */
export type PresentedOneTimeToken = { purpose: OneTimePurpose; digest: Buffer; now: number }

/** By the unique index on the digest. Of many who use one at the same moment one gets it: it is gone then. */
export async function takeOneTimeToken(
  tx: Tx,
  { purpose, digest, now }: PresentedOneTimeToken,
): Promise<OneTimeTokenRow | undefined> {
  return tx
    .deleteFrom('one_time_tokens')
    .where('digest', '=', digest)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** By the unique index on the digest; looks and takes nothing. */
export async function findOneTimeToken(
  query: Queryable,
  { purpose, digest, now }: PresentedOneTimeToken,
): Promise<OneTimeTokenRow | undefined> {
  return query
    .selectFrom('one_time_tokens')
    .selectAll()
    .where('digest', '=', digest)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Ends those of a kind that a person still holds; by the index on the user. */
export async function removeOneTimeTokensOf(
  tx: Tx,
  { userId, purpose }: { userId: string; purpose: OneTimePurpose },
): Promise<void> {
  await tx
    .deleteFrom('one_time_tokens')
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .execute()
}

/** Ends all of a kind; there are few, as only those of the set-up are ended so. */
export async function removeOneTimeTokens(tx: Tx, purpose: OneTimePurpose): Promise<void> {
  await tx.deleteFrom('one_time_tokens').where('purpose', '=', purpose).execute()
}

/** By the index on the end; answers how many there were. */
export async function pruneOneTimeTokens(
  tx: Tx,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const over = tx.selectFrom('one_time_tokens').select('id').where('expires_at', '<=', now).limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('one_time_tokens')
    .where('id', 'in', over)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
