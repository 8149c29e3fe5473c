import type { Queryable } from '../storage/storage.ts'

/** A stretch of a chain, both ends included. */
export type Stretch = { chainId: string; first: number; last: number }

/** How many events of each of these actions there are; by primary key. */
export async function countActions(
  query: Queryable,
  stretch: Stretch,
  actions: readonly string[],
): Promise<{ action: string; count: number }[]> {
  const rows = await within(query, stretch)
    .select(eb => ['action', eb.fn.countAll<number>().as('count')])
    .where('action', 'in', actions)
    .groupBy('action')
    .execute()
  return rows.map(({ action, count }) => ({ action, count: Number(count) }))
}

/** The first events of these actions, in their order; by primary key. */
export async function selectTold(
  query: Queryable,
  stretch: Stretch,
  { actions, limit }: { actions: readonly string[]; limit: number },
): Promise<{ sequence: number; body: string }[]> {
  return within(query, stretch)
    .select(['sequence', 'body'])
    .where('action', 'in', actions)
    .orderBy('sequence')
    .limit(limit)
    .execute()
}

/** Events of a chain as they were written, with their details where those are not erased; by primary key. */
export async function selectEvents(
  query: Queryable,
  { chainId, sequences }: { chainId: string; sequences: readonly number[] },
): Promise<{ body: string; details: string | null }[]> {
  if (sequences.length === 0) return []
  return query
    .selectFrom('audit_events as e')
    .leftJoin('audit_details as d', 'd.event_id', 'e.id')
    .select(['e.body', 'd.details'])
    .where('e.chain_id', '=', chainId)
    .where('e.sequence', 'in', sequences)
    .orderBy('e.sequence')
    .execute()
}

function within(query: Queryable, { chainId, first, last }: Stretch) {
  return query
    .selectFrom('audit_events')
    .where('chain_id', '=', chainId)
    .where('sequence', '>=', first)
    .where('sequence', '<=', last)
}
