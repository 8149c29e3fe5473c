import type { Selectable } from 'kysely'
import type { OperatorRole, UserTable } from '../storage/identity-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'

export type OperatorRow = Selectable<UserTable> & { role: OperatorRole }

/** All of them, the newest first: the vendor's own staff is not a long list. */
export async function selectOperators(query: Queryable): Promise<OperatorRow[]> {
  return query
    .selectFrom('operators')
    .innerJoin('users', 'users.id', 'operators.user_id')
    .selectAll('users')
    .select('operators.role')
    .orderBy('users.id', 'desc')
    .execute()
}

/** By the primary keys of both. */
export async function findOperator(query: Queryable, userId: string): Promise<OperatorRow | undefined> {
  return query
    .selectFrom('operators')
    .innerJoin('users', 'users.id', 'operators.user_id')
    .selectAll('users')
    .select('operators.role')
    .where('operators.user_id', '=', userId)
    .executeTakeFirst()
}

/** Whether somebody else is an owner and can sign in; the caller holds the installation's row. */
export async function hasOtherOwner(tx: Tx, userId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('operators')
    .innerJoin('users', 'users.id', 'operators.user_id')
    .select('users.id')
    .where('operators.role', '=', 'owner')
    .where('operators.user_id', '!=', userId)
    .where('users.disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Whether they were one before or not. */
export async function putOperator(
  tx: Tx,
  row: { user_id: string; role: OperatorRole; created_at: number },
): Promise<void> {
  await tx
    .insertInto('operators')
    .values(row)
    .onConflict(conflict => conflict.column('user_id').doUpdateSet({ role: row.role }))
    .execute()
}

/** By primary key. */
export async function removeOperator(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('operators').where('user_id', '=', userId).execute()
}

/** Whether they are neither on the vendor's staff nor in an organization. */
export async function isNobody(tx: Tx, userId: string): Promise<boolean> {
  const operator = tx.selectFrom('operators').select('user_id as id').where('user_id', '=', userId)
  const member = tx.selectFrom('members').select('id').where('user_id', '=', userId)
  const found = await operator.unionAll(member).limit(1).executeTakeFirst()
  return found === undefined
}

/** Whatever somebody could get in with, and where they are in; by the indexes on the person. */
export async function removeWaysIn(tx: Tx, userId: string): Promise<void> {
  await removeSecondFactors(tx, userId)
  await tx.deleteFrom('passwords').where('user_id', '=', userId).execute()
  await tx.deleteFrom('passkeys').where('user_id', '=', userId).execute()
  await tx.deleteFrom('external_identities').where('user_id', '=', userId).execute()
  await tx.deleteFrom('one_time_tokens').where('user_id', '=', userId).execute()
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute()
}

/** What somebody proves their second step with; by the indexes on the person. */
export async function removeSecondFactors(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('totp_credentials').where('user_id', '=', userId).execute()
  await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
}
