import type { Updateable } from 'kysely'
import { newId } from '../ids/new-id.ts'
import type { OperatorRole, UserTable } from '../storage/identity-tables.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { UserRow } from './user.ts'

export type NewUser = {
  /** Where it has to be known before. */
  id?: string
  /** In lower case. */
  email: string
  name: string | null
  /** Whether the address was just proven to be theirs. */
  isProven?: boolean
  now: number
}

export async function insertUser(tx: Tx, { id, email, name, isProven, now }: NewUser): Promise<UserRow> {
  return tx
    .insertInto('users')
    .values({
      id: id ?? newId('usr', now),
      email,
      email_verified_at: isProven ? now : null,
      name,
      disabled_at: null,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** By primary key. */
export async function findUser(
  query: Queryable,
  userId: string,
  lock: RowLock = 'none',
): Promise<UserRow | undefined> {
  return withLock(query.selectFrom('users').selectAll().where('id', '=', userId), lock).executeTakeFirst()
}

/** By the unique index on the address; `email` in lower case. */
export async function findUserByEmail(query: Queryable, email: string): Promise<UserRow | undefined> {
  return query.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
}

/** Guarded by the version that the caller saw. */
export async function changeUser(tx: Tx, row: UserRow, set: Updateable<UserTable>): Promise<UserRow> {
  return tx
    .updateTable('users')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/** By primary key. */
export async function findOperatorRole(query: Queryable, userId: string): Promise<OperatorRole | null> {
  const found = await query
    .selectFrom('operators')
    .select('role')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return found?.role ?? null
}

/** One row is enough: operators are few, and in a new installation there is none. */
export async function hasOperators(query: Queryable): Promise<boolean> {
  const found = await query.selectFrom('operators').select('user_id').limit(1).executeTakeFirst()
  return found !== undefined
}

export async function insertOperator(
  tx: Tx,
  row: { user_id: string; role: OperatorRole; created_at: number },
): Promise<void> {
  await tx.insertInto('operators').values(row).execute()
}
