import type { Queryable, Tx } from '../storage/storage.ts'

/** A KEK that the installation has used, as its number and a value that only it can unwrap. */
export type KekRow = { id: string; number: number; check_value: Buffer; retired_at: number | null }

/** Oldest first. */
export async function selectKeks(query: Queryable): Promise<KekRow[]> {
  return query
    .selectFrom('keks')
    .select(['id', 'number', 'check_value', 'retired_at'])
    .orderBy('number')
    .execute()
}

/** @throws UniqueViolation where another node was quicker. */
export async function insertKek(tx: Tx, row: KekRow & { created_at: number }): Promise<void> {
  await tx.insertInto('keks').values(row).execute()
}

/** Gives one up that is lost; by primary key. One that was given up before stays as it was. */
export async function retireKek(tx: Tx, { id, now }: { id: string; now: number }): Promise<void> {
  await tx
    .updateTable('keks')
    .set({ retired_at: now })
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .execute()
}

/**
 * Gives up the KEKs before a number that no data key is wrapped under any more. Their rows stay: a KEK that was given up
 * is never taken for a new one.
 */
export async function retireIdleKeks(
  tx: Tx,
  { before, now }: { before: number; now: number },
): Promise<string[]> {
  const retired = await tx
    .updateTable('keks')
    .set({ retired_at: now })
    .where('retired_at', 'is', null)
    .where('number', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('data_keys').select('id').whereRef('data_keys.kek_id', '=', 'keks.id'))),
    )
    .returning('id')
    .execute()
  return retired.map(({ id }) => id)
}
