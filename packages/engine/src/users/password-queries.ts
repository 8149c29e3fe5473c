import type { Queryable, Tx } from '../storage/storage.ts'

export type PasswordRow = { user_id: string; hash: string; changed_at: number }

/** By primary key. */
export async function findPassword(query: Queryable, userId: string): Promise<PasswordRow | undefined> {
  return query.selectFrom('passwords').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

/** By primary key. */
export async function removePassword(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('passwords').where('user_id', '=', userId).execute()
}

/** Whether there was one before or not. */
export async function putPassword(tx: Tx, row: PasswordRow): Promise<void> {
  await tx
    .insertInto('passwords')
    .values(row)
    .onConflict(conflict =>
      conflict.column('user_id').doUpdateSet({ hash: row.hash, changed_at: row.changed_at }),
    )
    .execute()
}
