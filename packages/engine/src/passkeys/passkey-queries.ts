import type { Insertable, Updateable } from 'kysely'
import type { PasskeyTable } from '../storage/identity-tables.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { PasskeyRow } from './passkey.ts'

/** @throws UniqueViolation `passkeys_credential_id` where it is somebody's already. */
export async function insertPasskey(tx: Tx, row: Insertable<PasskeyTable>): Promise<PasskeyRow> {
  return tx.insertInto('passkeys').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By the unique index on the credential's id, whoever holds it. */
export async function findPasskeyByCredential(
  query: Queryable,
  credentialId: Buffer,
  lock: RowLock = 'none',
): Promise<PasskeyRow | undefined> {
  const passkeys = query.selectFrom('passkeys').selectAll().where('credential_id', '=', credentialId)
  return withLock(passkeys, lock).executeTakeFirst()
}

/** By primary key, and of that person only. */
export async function findPasskeyOf(
  query: Queryable,
  { userId, passkeyId }: { userId: string; passkeyId: string },
  lock: RowLock = 'none',
): Promise<PasskeyRow | undefined> {
  const passkeys = query
    .selectFrom('passkeys')
    .selectAll()
    .where('id', '=', passkeyId)
    .where('user_id', '=', userId)
  return withLock(passkeys, lock).executeTakeFirst()
}

/** Newest first, by the index on the person. */
export async function selectPasskeysOf(query: Queryable, userId: string): Promise<PasskeyRow[]> {
  return query
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .execute()
}

/** Guarded by the version that the caller saw. */
export async function changePasskey(
  tx: Tx,
  row: PasskeyRow,
  set: Updateable<PasskeyTable>,
): Promise<PasskeyRow> {
  return tx
    .updateTable('passkeys')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

export async function removePasskeyRow(tx: Tx, row: PasskeyRow): Promise<void> {
  await tx
    .deleteFrom('passkeys')
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returning('id')
    .executeTakeFirstOrThrow(lostRace)
}

/** The caller has locked the row. Not a change that somebody else could have overwritten: the version stays. */
export async function movePasskey(
  tx: Tx,
  row: PasskeyRow,
  { counter, backedUp, now }: { counter: number; backedUp: boolean; now: number },
): Promise<void> {
  await tx
    .updateTable('passkeys')
    .set({ counter, backed_up: backedUp ? 1 : 0, last_used_at: now })
    .where('id', '=', row.id)
    .execute()
}

/** The caller has locked the row. */
export async function stopPasskey(tx: Tx, row: PasskeyRow, now: number): Promise<void> {
  await tx.updateTable('passkeys').set({ cloned_at: now }).where('id', '=', row.id).execute()
}
