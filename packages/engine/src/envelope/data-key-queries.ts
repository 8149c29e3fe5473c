import { sql } from 'kysely'
import type { Queryable, Storage, Tx } from '../storage/storage.ts'

/** The data key of an organization, wrapped. */
export type DataKeyRow = { id: string; organization_id: string; kek_id: string; wrapped: Buffer }

const columns = ['id', 'organization_id', 'kek_id', 'wrapped'] as const

/** By the unique index on the organization. */
export async function findDataKeyOf(
  query: Queryable,
  organizationId: string,
): Promise<DataKeyRow | undefined> {
  return query
    .selectFrom('data_keys')
    .select(columns)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst()
}

/** @throws UniqueViolation where another call was quicker. */
export async function insertDataKey(tx: Tx, row: DataKeyRow & { created_at: number }): Promise<void> {
  await tx.insertInto('data_keys').values(row).execute()
}

/** Those that another KEK than `kekId` wraps, by primary key from `after` on. */
export async function selectDataKeysNotUnder(
  query: Queryable,
  { kekId, after, limit }: { kekId: string; after: string; limit: number },
): Promise<DataKeyRow[]> {
  return query
    .selectFrom('data_keys')
    .select(columns)
    .where('kek_id', '!=', kekId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Some of those that a KEK wraps, by the index on it. */
export async function selectDataKeysUnder(
  query: Queryable,
  { kekId, limit }: { kekId: string; limit: number },
): Promise<DataKeyRow[]> {
  return query
    .selectFrom('data_keys')
    .select(columns)
    .where('kek_id', '=', kekId)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countDataKeysNotUnder(query: Queryable, kekId: string): Promise<number> {
  const { count } = await query
    .selectFrom('data_keys')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('kek_id', '!=', kekId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Leaves it where another node has wrapped it anew meanwhile. */
export async function rewrapDataKey(
  tx: Tx,
  from: DataKeyRow,
  to: { kek_id: string; wrapped: Buffer },
): Promise<void> {
  await tx
    .updateTable('data_keys')
    .set(to)
    .where('id', '=', from.id)
    .where('kek_id', '=', from.kek_id)
    .execute()
}

/** Keeps everybody from sealing under them until the transaction ends; who has done so already is waited for. */
export async function lockDataKeys(tx: Tx, rows: readonly DataKeyRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id)
  await tx.selectFrom('data_keys').select('id').where('id', 'in', ids).orderBy('id').forUpdate().execute()
}

/**
 * Puts another data key in the place of one that no other node has wrapped anew meanwhile. What authenticator apps are
 * compared with refers to it from then on: in one statement, or with the rule put off to the commit, as one of the two
 * rows would refer to nothing in between.
 */
export async function replaceDataKey(
  { kind }: Pick<Storage, 'kind'>,
  tx: Tx,
  { from, to }: { from: DataKeyRow; to: Omit<DataKeyRow, 'organization_id'> },
): Promise<void> {
  if (kind === 'sqlite') {
    await sql`PRAGMA defer_foreign_keys = ON`.execute(tx)
    const replaced = await replacing(tx, from, to).executeTakeFirst()
    if (!replaced) return
    await tx
      .updateTable('totp_credentials')
      .set({ data_key_id: to.id })
      .where('data_key_id', '=', from.id)
      .execute()
    return
  }
  await tx
    .with('replaced', () => replacing(tx, from, to))
    .updateTable('totp_credentials')
    .set({ data_key_id: to.id })
    .where('data_key_id', '=', from.id)
    .where(({ exists, selectFrom }) => exists(selectFrom('replaced').select('replaced.id')))
    .execute()
}

function replacing(tx: Tx, from: DataKeyRow, to: Omit<DataKeyRow, 'organization_id'>) {
  return tx
    .updateTable('data_keys')
    .set(to)
    .where('id', '=', from.id)
    .where('kek_id', '=', from.kek_id)
    .returning('id')
}

/** Makes everything unreadable that was encrypted for an organization, wherever copies of it are. */
export async function removeDataKeyOf(tx: Tx, organizationId: string): Promise<void> {
  await tx.deleteFrom('data_keys').where('organization_id', '=', organizationId).execute()
}
