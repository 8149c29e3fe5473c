import { type Insertable, sql, type Updateable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { ApiTable } from '../storage/tables.ts'
import type { ApiRow } from './api.ts'

export async function insertApi(tx: Tx, row: Insertable<ApiTable>): Promise<ApiRow> {
  return tx.insertInto('apis').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By primary key; undefined for a deleted one and for one out of reach. */
export async function findApiWithin(
  query: Queryable,
  apiId: string,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<ApiRow | undefined> {
  let apis = query.selectFrom('apis').selectAll().where('id', '=', apiId).where('deleted_at', 'is', null)
  if (reach.apiId !== null) apis = apis.where('id', '=', reach.apiId)
  return withLock(apis, lock).executeTakeFirst()
}

/** Several at once, locked in the order of their ids; by primary key. */
export async function findApisWithin(
  query: Queryable,
  apiIds: readonly string[],
  reach: Reach,
  lock: RowLock,
): Promise<ApiRow[]> {
  if (apiIds.length === 0) return []
  let apis = query.selectFrom('apis').selectAll().where('id', 'in', apiIds).where('deleted_at', 'is', null)
  if (reach.apiId !== null) apis = apis.where('id', '=', reach.apiId)
  return withLock(apis.orderBy('id'), lock).execute()
}

/** The API `keyturn`; by the unique index on builtin. */
export async function findBuiltinApi(query: Queryable): Promise<ApiRow | undefined> {
  return query.selectFrom('apis').selectAll().where('builtin', '=', 1).executeTakeFirst()
}

/** Newest first, by primary key. */
export async function selectApisWithin(
  query: Queryable,
  page: { before: string | null; limit: number },
  reach: Reach,
): Promise<ApiRow[]> {
  let apis = query.selectFrom('apis').selectAll().where('deleted_at', 'is', null)
  if (reach.apiId !== null) apis = apis.where('id', '=', reach.apiId)
  if (page.before !== null) apis = apis.where('id', '<', page.before)
  return apis.orderBy('id', 'desc').limit(page.limit).execute()
}

/** Guarded by the version that the caller saw: two changes at once cannot overwrite each other. */
export async function changeApi(tx: Tx, row: ApiRow, set: Updateable<ApiTable>): Promise<ApiRow> {
  return tx
    .updateTable('apis')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/** Keys that still exist of an API, revoked ones not counted; by the index on the API. */
export async function countLiveKeys(query: Queryable, apiId: string, environment?: string): Promise<number> {
  let keys = query
    .selectFrom('keys')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('api_id', '=', apiId)
    .where('revoked_at', 'is', null)
  if (environment !== undefined) keys = keys.where('environment', '=', environment)
  return Number((await keys.executeTakeFirstOrThrow()).count)
}

/**
 * Gives every key that still exists of an API its sole slot, or takes all slots back: by the index on the API. Where an
 * organization has two, the unique rule on slots refuses. The form is that of `soleSlot`.
 */
export async function setSoleSlots(tx: Tx, apiId: string, policy: ApiTable['key_policy']): Promise<void> {
  const slot = sql<string>`api_id || ' ' || organization_id || ' ' || environment`
  await tx
    .updateTable('keys')
    .set({ sole_slot: policy === 'many' ? null : slot })
    .where('api_id', '=', apiId)
    .where('revoked_at', 'is', null)
    .execute()
}
