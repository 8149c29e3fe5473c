import { type Insertable, type RawBuilder, type SqlBool, sql, type Updateable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { foldedText } from '../storage/folded-text.ts'
import { type RowLock, withLock } from '../storage/row-lock.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import type { OrganizationTable } from '../storage/tables.ts'
import type { OrganizationRow } from './organization.ts'

export async function insertOrganization(
  tx: Tx,
  row: Insertable<OrganizationTable>,
): Promise<OrganizationRow> {
  return tx.insertInto('organizations').values(row).returningAll().executeTakeFirstOrThrow()
}

/** By primary key; undefined for a deleted one and for one out of reach. */
export async function findOrganizationWithin(
  query: Queryable,
  organizationId: string,
  reach: Reach,
  lock: RowLock = 'none',
): Promise<OrganizationRow | undefined> {
  const organizations = query
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', organizationId)
    .where('deleted_at', 'is', null)
    .where(liesWithin(reach))
  return withLock(organizations, lock).executeTakeFirst()
}

/** Also one that was deleted, whose name is kept with its logs; by primary key. */
export async function findOrganizationOfAnyTimeWithin(
  query: Queryable,
  organizationId: string,
  reach: Reach,
): Promise<OrganizationRow | undefined> {
  const organizations = query.selectFrom('organizations').selectAll().where('id', '=', organizationId)
  return organizations.where(liesWithin(reach)).executeTakeFirst()
}

/**
 * Whose keys are to be made, locked in the order of their ids; by primary key. Unlike for reading, a credential that is
 * confined to an API may name any customer here, or none could ever get its first key of that API; the vendor's own
 * organization stays out of reach.
 */
export async function findNewOwnersWithin(
  query: Queryable,
  organizationIds: readonly string[],
  reach: Reach,
  lock: RowLock,
): Promise<OrganizationRow[]> {
  if (organizationIds.length === 0) return []
  const { organizationId: own, apiId } = reach
  let organizations = query
    .selectFrom('organizations')
    .selectAll()
    .where('id', 'in', organizationIds)
    .where('deleted_at', 'is', null)
  if (own !== null) organizations = organizations.where('id', '=', own)
  else if (apiId !== null) organizations = organizations.where('builtin', '=', 0)
  return withLock(organizations.orderBy('id'), lock).execute()
}

/**
 * A credential that is confined to an API sees the customers that have or had keys of it, and never the vendor's own
 * organization: by the index of keys on the organization.
 */
function liesWithin({ organizationId, apiId }: Reach): RawBuilder<SqlBool> {
  if (organizationId !== null) return sql<SqlBool>`id = ${organizationId}`
  if (apiId === null) return sql<SqlBool>`1 = 1`
  const hasKeys = sql<SqlBool>`exists (select 1 from keys k where k.organization_id = organizations.id and k.api_id = ${apiId})`
  return sql<SqlBool>`builtin = 0 and ${hasKeys}`
}

/** The vendor's own organization; by the unique index on builtin. */
export async function findBuiltinOrganization(query: Queryable): Promise<OrganizationRow | undefined> {
  return query.selectFrom('organizations').selectAll().where('builtin', '=', 1).executeTakeFirst()
}

export type OrganizationFilter = {
  externalId?: string | undefined
  /** Part of the name, or the start of the id or of the vendor's own. */
  search?: string | undefined
  suspended?: boolean | undefined
}

/**
 * Newest first, by primary key, or the one with an external id by its unique index; the other filters scan along the
 * primary key.
 */
export async function selectOrganizationsWithin(
  query: Queryable,
  page: { filter: OrganizationFilter; before: string | null; limit: number },
  reach: Reach,
): Promise<OrganizationRow[]> {
  const { externalId, search, suspended } = page.filter
  let organizations = query
    .selectFrom('organizations')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where(liesWithin(reach))
  if (page.before !== null) organizations = organizations.where('id', '<', page.before)
  if (externalId !== undefined) organizations = organizations.where('external_id', '=', externalId)
  if (search !== undefined) organizations = organizations.where(isCalled(search))
  if (suspended !== undefined) organizations = organizations.where('suspended', '=', suspended ? 1 : 0)
  return organizations.orderBy('id', 'desc').limit(page.limit).execute()
}

function isCalled(search: string): RawBuilder<SqlBool> {
  const folded = foldedText(search)
  const inName = sql<SqlBool>`lower(name) like ${`%${folded}%`} escape '\\'`
  const ofId = sql<SqlBool>`lower(id) like ${`${folded}%`} escape '\\'`
  const ofExternalId = sql<SqlBool>`lower(external_id) like ${`${folded}%`} escape '\\'`
  return sql<SqlBool>`(${inName} or ${ofId} or ${ofExternalId})`
}

/** Guarded by the version that the caller saw: two changes at once cannot overwrite each other. */
export async function changeOrganization(
  tx: Tx,
  row: OrganizationRow,
  set: Updateable<OrganizationTable>,
): Promise<OrganizationRow> {
  return tx
    .updateTable('organizations')
    .set({ ...set, version: row.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirstOrThrow(lostRace)
}

/** Ends every key of an organization that is being deleted; by the index on the organization. */
export async function endKeysOf(
  tx: Tx,
  organizationId: string,
  end: { at: number; reason: string },
): Promise<number> {
  const ended = await tx
    .updateTable('keys')
    .set({ revoked_at: end.at, revoked_reason: end.reason, sole_slot: null, updated_at: end.at })
    .where('organization_id', '=', organizationId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

/** By the index of keys on the organization. */
export async function eraseCiphertextsOf(tx: Tx, organizationId: string): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ ciphertext: null, data_key_id: null })
    .where('key_id', 'in', keys =>
      keys.selectFrom('keys').select('id').where('organization_id', '=', organizationId),
    )
    .where('ciphertext', 'is not', null)
    .execute()
}
