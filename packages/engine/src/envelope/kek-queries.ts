import type { Queryable, Tx } from '../storage/storage.ts'

/** A KEK that the installation has used, as its number and a value that only it can unwrap. */
export type KekRow = { id: string; number: number; check_value: Buffer }

/** Oldest first. */
export async function selectKeks(query: Queryable): Promise<KekRow[]> {
  return query.selectFrom('keks').select(['id', 'number', 'check_value']).orderBy('number').execute()
}

/** @throws UniqueViolation where another node was quicker. */
export async function insertKek(tx: Tx, row: KekRow & { created_at: number }): Promise<void> {
  await tx.insertInto('keks').values(row).execute()
}

/** Forgets the KEKs before a number that no data key is wrapped under any more. */
export async function removeIdleKeks(tx: Tx, before: number): Promise<string[]> {
  const removed = await tx
    .deleteFrom('keks')
    .where('number', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('data_keys').select('id').whereRef('data_keys.kek_id', '=', 'keks.id'))),
    )
    .returning('id')
    .execute()
  return removed.map(({ id }) => id)
}
