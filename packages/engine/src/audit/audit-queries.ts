import { type Selectable, sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { withLock } from '../storage/row-lock.ts'
import type { Queryable, Storage, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { AuditDetailTable, AuditEventTable, AuditHeadTable } from '../storage/tables.ts'
import { genesisHash } from './audit-chain.ts'
import { detailsErased } from './audit-event.ts'

export type AuditEventRow = AuditEventTable & { details: string | null; salt: Buffer | null }

export type AuditHead = Selectable<AuditHeadTable>
export type NewEvent = { event: AuditEventTable; details: AuditDetailTable }

/** Locks heads in the order of their ids until the transaction ends, so that no two events follow the same one. */
export async function lockHeads(tx: Tx, chainIds: readonly string[]): Promise<AuditHead[]> {
  const known = await selectHeadsToChange(tx, chainIds)
  const found = new Set(known.map(head => head.chain_id))
  const begun = chainIds.filter(id => !found.has(id))
  if (begun.length === 0) return known
  await tx
    .insertInto('audit_heads')
    .values(begun.map(chain_id => ({ chain_id, sequence: 0, hash: genesisHash })))
    .onConflict(conflict => conflict.column('chain_id').doNothing())
    .execute()
  return [...known, ...(await selectHeadsToChange(tx, begun))]
}

function selectHeadsToChange(tx: Tx, chainIds: readonly string[]): Promise<AuditHead[]> {
  const heads = tx.selectFrom('audit_heads').selectAll().where('chain_id', 'in', chainIds).orderBy('chain_id')
  return withLock(heads, 'change').execute()
}

/** Moves heads that this transaction has locked, all in one statement; never backwards. */
export async function moveHeads(tx: Tx, heads: readonly AuditHead[]): Promise<void> {
  const moved = await tx
    .insertInto('audit_heads')
    .values(heads)
    .onConflict(conflict =>
      conflict
        .column('chain_id')
        .doUpdateSet(eb => ({ sequence: eb.ref('excluded.sequence'), hash: eb.ref('excluded.hash') }))
        .whereRef('audit_heads.sequence', '<', 'excluded.sequence'),
    )
    .returning('audit_heads.chain_id')
    .execute()
  if (moved.length !== heads.length) throw lostRace()
}

export async function insertEvents(storage: Storage, tx: Tx, events: readonly NewEvent[]): Promise<void> {
  await storage.insert(
    tx,
    'audit_events',
    events.map(({ event }) => event),
  )
  await storage.insert(
    tx,
    'audit_details',
    events.map(({ details }) => details),
  )
}

/**
 * Newest first. By target where one is named, of one chain by its sequence (its events may lie far apart in the log), and
 * else by the unique index on id.
 */
export async function selectEventsWithin(
  query: Queryable,
  filter: { organizationId: string | null; targetId: string | null; before: string | null; limit: number },
  reach: Reach,
): Promise<AuditEventRow[]> {
  if (isOutside(filter, reach)) return []
  const chainId = reach.organizationId ?? filter.organizationId
  let events = query
    .selectFrom('audit_events as e')
    .leftJoin('audit_details as d', 'd.event_id', 'e.id')
    .selectAll('e')
    .select(['d.details', 'd.salt'])
    .limit(filter.limit)
  if (chainId !== null) events = events.where('e.chain_id', '=', chainId)
  if (filter.targetId !== null) events = events.where('e.target_id', '=', filter.targetId)
  if (reach.apiId !== null) events = events.where(ofApi(reach.apiId))
  if (chainId !== null && filter.targetId === null) {
    if (filter.before !== null) events = events.where('e.sequence', '<', sequenceOf(chainId, filter.before))
    return events.orderBy('e.sequence', 'desc').execute()
  }
  if (filter.before !== null) events = events.where('e.id', '<', filter.before)
  return events.orderBy('e.id', 'desc').execute()
}

/** Nothing, so that no event comes before it, for one of another chain. By the unique index on id. */
function sequenceOf(chainId: string, eventId: string) {
  return sql<number>`(select b.sequence from audit_events b where b.id = ${eventId} and b.chain_id = ${chainId})`
}

/** A filter for what lies out of reach finds nothing, as if it did not exist. */
function isOutside(filter: { organizationId: string | null }, reach: Reach): boolean {
  if (reach.organizationId === null || filter.organizationId === null) return false
  return filter.organizationId !== reach.organizationId
}

/** Events do not say which API they are of; their targets do. By primary key of keys. */
function ofApi(apiId: string) {
  const isKeyOfIt = sql<boolean>`exists (select 1 from keys k where k.id = e.target_id and k.api_id = ${apiId})`
  return sql<boolean>`(e.target_id = ${apiId} or ${isKeyOfIt})`
}

/** A stretch of one chain in its order; by primary key. */
export async function selectChain(
  query: Queryable,
  chainId: string,
  range: { after: number; limit: number },
): Promise<AuditEventRow[]> {
  return query
    .selectFrom('audit_events as e')
    .leftJoin('audit_details as d', 'd.event_id', 'e.id')
    .selectAll('e')
    .select(['d.details', 'd.salt'])
    .where('e.chain_id', '=', chainId)
    .where('e.sequence', '>', range.after)
    .orderBy('e.sequence')
    .limit(range.limit)
    .execute()
}

export async function selectHeads(query: Queryable, chainId: string | null) {
  const heads = query.selectFrom('audit_heads').selectAll().orderBy('chain_id')
  return (chainId === null ? heads : heads.where('chain_id', '=', chainId)).execute()
}

/** An event that no head reaches: its chain's head was set back or removed. Compared in one statement, so that an append meanwhile is whole. */
export async function findStrayEvent(query: Queryable, chainId: string | null) {
  let stray = query
    .selectFrom('audit_events as e')
    .leftJoin('audit_heads as h', 'h.chain_id', 'e.chain_id')
    .select(['e.chain_id', 'e.sequence'])
    .where(eb => eb.or([eb('h.sequence', 'is', null), eb('e.sequence', '>', eb.ref('h.sequence'))]))
    .orderBy('e.chain_id')
    .orderBy('e.sequence')
    .limit(1)
  if (chainId !== null) stray = stray.where('e.chain_id', '=', chainId)
  return stray.executeTakeFirst()
}

/** An organization, deleted or not, whose chain is gone with its head: each had an event when it was made. By primary key. */
export async function findUnchainedOrganization(query: Queryable, organizationId: string | null) {
  let unchained = query
    .selectFrom('organizations as o')
    .leftJoin('audit_heads as h', 'h.chain_id', 'o.id')
    .select('o.id')
    .where(eb => eb.or([eb('h.sequence', 'is', null), eb('h.sequence', '<', 1)]))
    .orderBy('o.id')
    .limit(1)
  if (organizationId !== null) unchained = unchained.where('o.id', '=', organizationId)
  return unchained.executeTakeFirst()
}

/** The newest event of a chain that says that the details before it were erased; by primary key, from the end. */
export async function findErasure(query: Queryable, chainId: string): Promise<number> {
  const newest = await query
    .selectFrom('audit_events')
    .select('sequence')
    .where('chain_id', '=', chainId)
    .where('action', '=', detailsErased)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.sequence ?? 0
}

/** Whether an event of a chain has details yet, but for the events that say that others were erased. */
export async function hasDetails(query: Queryable, chainId: string): Promise<boolean> {
  const found = await detailsOf(query, chainId)
    .where('e.action', '!=', detailsErased)
    .select('d.event_id')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Erases a slice of the details before an event of their chain, and answers how many; by primary key. */
export async function eraseDetails(
  tx: Tx,
  { chainId, before, limit }: { chainId: string; before: number; limit: number },
): Promise<number> {
  const slice = detailsOf(tx, chainId).where('e.sequence', '<', before).select('d.event_id').limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('audit_details')
    .where('event_id', 'in', slice)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

function detailsOf(query: Queryable, chainId: string) {
  return query
    .selectFrom('audit_events as e')
    .innerJoin('audit_details as d', 'd.event_id', 'e.id')
    .where('e.chain_id', '=', chainId)
}
