import type { Insertable } from 'kysely'
import type { ChallengeTable } from '../storage/identity-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { type ChallengeRow, challengeAttemptsMax } from './challenge.ts'

type Purpose = ChallengeRow['purpose']

export async function insertChallenge(tx: Tx, row: Insertable<ChallengeTable>): Promise<void> {
  await tx.insertInto('challenges').values(row).execute()
}

/** By the unique index on the digest; undefined for one that has expired. */
export async function findChallenge(
  query: Queryable,
  { purpose, digest, now }: { purpose: Purpose; digest: Buffer; now: number },
): Promise<ChallengeRow | undefined> {
  return query
    .selectFrom('challenges')
    .selectAll()
    .where('digest', '=', digest)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Takes a challenge away: of many that answer it at once one gets it. Whether the answer was right does not matter. */
export async function takeChallenge(
  tx: Tx,
  { purpose, digest, now }: { purpose: Purpose; digest: Buffer; now: number },
): Promise<ChallengeRow | undefined> {
  return tx
    .deleteFrom('challenges')
    .where('digest', '=', digest)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** Counts an answer before it is looked at, so that many at once are no more than so many; undefined where there were enough. */
export async function countAnswer(
  tx: Tx,
  { digest, now }: { digest: Buffer; now: number },
): Promise<ChallengeRow | undefined> {
  return tx
    .updateTable('challenges')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1) }))
    .where('digest', '=', digest)
    .where('purpose', '=', 'second_factor')
    .where('expires_at', '>', now)
    .where('attempts', '<', challengeAttemptsMax)
    .returningAll()
    .executeTakeFirst()
}

/** By the index on the expiry; answers how many there were. */
export async function pruneChallenges(
  tx: Tx,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const over = tx.selectFrom('challenges').select('id').where('expires_at', '<=', now).limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('challenges')
    .where('id', 'in', over)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
