import type { Queryable, Storage, Tx } from '../storage/storage.ts'
import type { NoticeSource, SourceKind } from './source.ts'

/** In the transaction of what they tell of: neither is there without the other. */
export async function insertSources(
  storage: Storage,
  tx: Tx,
  sources: readonly NoticeSource[],
): Promise<void> {
  if (sources.length > 0) await storage.insert(tx, 'notice_sources', sources)
}

/** A chain of the audit log, and who is told of it. */
export type SourcePlace = { chainId: string; kind: SourceKind }

/** Of which chains people are to be told now, the longest due first; by the index on what is due. */
export async function selectDuePlaces(
  query: Queryable,
  { now, limit }: { now: number; limit: number },
): Promise<SourcePlace[]> {
  return query
    .selectFrom('notice_sources')
    .select(['chain_id as chainId', 'kind'])
    .where('due_at', '<=', now)
    .groupBy(['chain_id', 'kind'])
    .orderBy(eb => eb.fn.min('due_at'))
    .limit(limit)
    .execute()
}

/**
 * Takes the oldest sources of a chain, due or not, for whoever is first: they are gone with the transaction that writes
 * what people are told. In their order; by primary key.
 */
export async function takeSources(
  tx: Tx,
  { chainId, kind }: SourcePlace,
  limit: number,
): Promise<NoticeSource[]> {
  const oldest = tx
    .selectFrom('notice_sources')
    .select('first')
    .where('chain_id', '=', chainId)
    .where('kind', '=', kind)
    .orderBy('first')
    .limit(limit)
  const taken = await tx
    .deleteFrom('notice_sources')
    .where('chain_id', '=', chainId)
    .where('kind', '=', kind)
    .where('first', 'in', oldest)
    .returningAll()
    .execute()
  return taken.sort((left, right) => left.first - right.first)
}

/** Lets those of a chain wait; by primary key. */
export async function postponeSources(tx: Tx, { chainId, kind }: SourcePlace, until: number): Promise<void> {
  await tx
    .updateTable('notice_sources')
    .set({ due_at: until })
    .where('chain_id', '=', chainId)
    .where('kind', '=', kind)
    .where('due_at', '<', until)
    .execute()
}
