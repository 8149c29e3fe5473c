import type { Queryable, Tx } from '../storage/storage.ts'

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

/** Makes everything unreadable that was encrypted for an organization, wherever copies of it are. */
export async function removeDataKeyOf(tx: Tx, organizationId: string): Promise<void> {
  await tx.deleteFrom('data_keys').where('organization_id', '=', organizationId).execute()
}
