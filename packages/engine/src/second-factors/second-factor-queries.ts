import type { Insertable, Selectable } from 'kysely'
import type { TotpCredentialTable } from '../storage/identity-tables.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'

export type TotpRow = Selectable<TotpCredentialTable>

/** By primary key; confirmed or not. */
export async function findTotp(
  query: Queryable,
  userId: string,
  lock: RowLock = 'none',
): Promise<TotpRow | undefined> {
  const totp = query.selectFrom('totp_credentials').selectAll().where('user_id', '=', userId)
  return withLock(totp, lock).executeTakeFirst()
}

/** In the place of one that was never confirmed; a confirmed one stays, and nothing is written. */
export async function putUnconfirmedTotp(tx: Tx, row: Insertable<TotpCredentialTable>): Promise<boolean> {
  const { user_id: _, ...set } = row
  const put = await tx
    .insertInto('totp_credentials')
    .values(row)
    .onConflict(conflict =>
      conflict.column('user_id').doUpdateSet(set).where('totp_credentials.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst()
  return put !== undefined
}

/** Guarded: it is confirmed once, by the secret that the code was of. */
export async function confirmTotpRow(
  tx: Tx,
  { row, step, at }: { row: TotpRow; step: number; at: number },
): Promise<boolean> {
  const confirmed = await tx
    .updateTable('totp_credentials')
    .set({ confirmed_at: at, last_step: step })
    .where('user_id', '=', row.user_id)
    .where('confirmed_at', 'is', null)
    .where('ciphertext', '=', row.ciphertext)
    .returning('user_id')
    .executeTakeFirst()
  return confirmed !== undefined
}

/** Guarded by the step: of a code that comes many times at once, one passes, and none of an earlier step after it. */
export async function useTotpStep(
  tx: Tx,
  { userId, step }: { userId: string; step: number },
): Promise<boolean> {
  const used = await tx
    .updateTable('totp_credentials')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .where(({ eb, or }) => or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .returning('user_id')
    .executeTakeFirst()
  return used !== undefined
}

export async function removeTotpRow(tx: Tx, userId: string): Promise<TotpRow | undefined> {
  return tx.deleteFrom('totp_credentials').where('user_id', '=', userId).returningAll().executeTakeFirst()
}

/** Guarded by its use: of one code that comes many times at once, one passes. */
export async function useRecoveryCodeRow(
  tx: Tx,
  { userId, digest, at }: { userId: string; digest: Buffer; at: number },
): Promise<boolean> {
  const used = await tx
    .updateTable('recovery_codes')
    .set({ used_at: at })
    .where('user_id', '=', userId)
    .where('digest', '=', digest)
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return used !== undefined
}

export async function countRecoveryCodes(query: Queryable, userId: string): Promise<number> {
  const { count } = await query
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** All codes of a person, used or not, make room for new ones. */
export async function replaceRecoveryCodeRows(
  tx: Tx,
  userId: string,
  rows: readonly { id: string; digest: Buffer; created_at: number }[],
): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  if (rows.length === 0) return
  await tx
    .insertInto('recovery_codes')
    .values(rows.map(row => ({ ...row, user_id: userId, used_at: null })))
    .execute()
}

/** What somebody has, by the indexes on the person. Passkeys of which there is a copy count for nothing. */
export async function countFactors(
  query: Queryable,
  userId: string,
): Promise<{ totpConfirmedAt: number | null; passkeys: number; recoveryCodes: number }> {
  const totp = await findTotp(query, userId)
  const { count } = await query
    .selectFrom('passkeys')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('cloned_at', 'is', null)
    .executeTakeFirstOrThrow()
  return {
    totpConfirmedAt: totp?.confirmed_at ?? null,
    passkeys: Number(count),
    recoveryCodes: await countRecoveryCodes(query, userId),
  }
}
