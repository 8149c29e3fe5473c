import { type RawBuilder, sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { foldedText } from '../storage/folded-text.ts'
import type { Storage } from '../storage/storage.ts'
import type { KeyType } from '../storage/tables.ts'
import type { KeyRow, KeyStatus } from './key.ts'
import { dayMs } from './key.ts'
import { type KeyPosition, type KeySorting, sortedNameLength, statusRanks } from './key-sort.ts'

export type KeyFilter = {
  organizationId?: string | undefined
  apiId?: string | undefined
  environment?: string | undefined
  /** `active` includes `rotating`. */
  status?: KeyStatus | undefined
  type?: KeyType | undefined
  externalId?: string | undefined
  /** Part of the name, or the start of a token. */
  search?: string | undefined
  /** Not used for that many days, never included once the key is that old. */
  unusedForDays?: number | undefined
  /** Whether its rotation is due now. */
  rotationDue?: boolean | undefined
}

/** `sorted_by` is what the list is sorted by besides the id; null where that is all. */
export type ListedKeyRow = KeyRow & { last_used_at: number | null; sorted_by: string | number | null }

type Wanted = {
  filter: KeyFilter
  /** Only those that are not revoked. */
  isLive?: true
  /** Milliseconds UTC. */
  now: number
}
export type KeyListInput = Wanted & { sorting: KeySorting; after: KeyPosition | null; limit: number }

/**
 * Ids first, by the index on the organization, which holds all that keys are filtered and sorted by; then the rows of
 * the page by primary key. Without an organization by API and id, or by primary key, where filters read the table.
 */
export async function selectKeysWithin(
  storage: Storage,
  input: KeyListInput,
  reach: Reach,
): Promise<ListedKeyRow[]> {
  if (conflicts(reach, input.filter)) return []
  const isBroad = await startsManyTokens(storage, input.filter.search)
  const query = keyPageQuery(storage, { ...input, isBroad }, reach)
  return input.sorting.sort === 'lastUsed' ? storage.readJoined(query) : query.execute()
}

/** How many keys match, at most `countMax`; by the same index, without a row of the table. */
export async function countKeysWithin(
  storage: Storage,
  input: Wanted & { countMax: number },
  reach: Reach,
): Promise<number> {
  if (conflicts(reach, input.filter)) return 0
  const isBroad = await startsManyTokens(storage, input.filter.search)
  const { count } = await keyCountQuery(storage, { ...input, isBroad }, reach).executeTakeFirstOrThrow()
  return count
}

/** The rows of a page, in its order. Exported for the test of its plan. */
export function keyPageQuery(storage: Storage, input: KeyListInput & { isBroad: boolean }, reach: Reach) {
  const { sorting, after, limit, now } = input
  const value = sortValue(sorting, now)
  const isById = sorting.sort === 'created'
  const idOrder = isById ? sorting.order : 'desc'
  let page = matchingKeys(storage, input, reach).select(['k.id', value.as('sorted_by')])
  if (after !== null) page = page.where(isBeyond(after, { sorting, value }))
  if (!isById) page = page.orderBy(value, sorting.order)
  const rows = storage.reader
    .with('page', () => page.orderBy('k.id', idOrder).limit(limit))
    .selectFrom('page')
    .innerJoin('keys as k', 'k.id', 'page.id')
    .leftJoin('usage.key_activity as a', 'a.key_id', 'page.id')
    .selectAll('k')
    .select(['a.last_used_at', 'page.sorted_by'])
  return (isById ? rows : rows.orderBy('page.sorted_by', sorting.order)).orderBy('page.id', idOrder)
}

/** Exported for the test of its plan. */
export function keyCountQuery(
  storage: Storage,
  input: Wanted & { countMax: number; isBroad: boolean },
  reach: Reach,
) {
  const found = matchingKeys(storage, input, reach).select('k.id').limit(input.countMax)
  return storage.reader.selectFrom(found.as('found')).select(eb => eb.fn.countAll<number>().as('count'))
}

/** Where nothing of the activity is asked for, both databases leave that join out. */
function keysWithActivity(storage: Storage) {
  return storage.reader
    .selectFrom('keys as k')
    .leftJoin('usage.key_activity as a', 'a.key_id', 'k.id')
    .where('k.deleted_at', 'is', null)
}

type KeyList = ReturnType<typeof keysWithActivity>

function matchingKeys(storage: Storage, input: Wanted & { isBroad: boolean }, reach: Reach): KeyList {
  const { filter, isLive, now, isBroad } = input
  const organizationId = reach.organizationId ?? filter.organizationId
  const apiId = reach.apiId ?? filter.apiId
  let keys = keysWithActivity(storage)
  if (organizationId !== undefined) keys = keys.where('k.organization_id', '=', organizationId)
  if (apiId !== undefined) keys = keys.where('k.api_id', '=', apiId)
  keys = withPlainFilters(keys, filter)
  if (filter.search !== undefined) keys = withSearch(keys, { search: filter.search, isBroad })
  if (filter.unusedForDays !== undefined) keys = withUnusedSince(keys, now - filter.unusedForDays * dayMs)
  if (filter.rotationDue !== undefined) keys = withRotationDue(keys, { due: filter.rotationDue, now })
  if (isLive) keys = keys.where('k.revoked_at', 'is', null)
  if (filter.status !== undefined) keys = withStatus(keys, { status: filter.status, now })
  return keys
}

type SortValue = RawBuilder<string | number | null>

function sortValue({ sort }: KeySorting, now: number): SortValue {
  if (sort === 'name') return sql`substr(lower(k.name), 1, ${sql.lit(sortedNameLength)})`
  if (sort === 'lastUsed') return sql`coalesce(a.last_used_at, 0)`
  if (sort === 'created') return sql`null`
  const { revoked, disabled, expired, rotating, active } = statusRanks
  return sql`case when k.revoked_at is not null then ${sql.lit(revoked)} when k.enabled = 0 then ${sql.lit(disabled)}
    when k.expires_at <= ${now} then ${sql.lit(expired)} when k.id in (${retiringKeys(now)}) then ${sql.lit(rotating)}
    else ${sql.lit(active)} end`
}

/** Behind the last key of the page before, which has that value and id. */
function isBeyond(
  { id, value: last }: KeyPosition,
  { sorting, value }: { sorting: KeySorting; value: SortValue },
): RawBuilder<boolean> {
  const isUpwards = sorting.order === 'asc'
  if (last === null) return isUpwards ? sql`k.id > ${id}` : sql`k.id < ${id}`
  const isBehind = isUpwards ? sql`${value} > ${last}` : sql`${value} < ${last}`
  return sql`(${isBehind} or (${value} = ${last} and k.id < ${id}))`
}

/** A filter for what lies out of reach finds nothing, as if it did not exist. */
function conflicts(reach: Reach, filter: KeyFilter): boolean {
  const outside = (own: string | null, wanted: string | undefined) =>
    own !== null && wanted !== undefined && own !== wanted
  return outside(reach.organizationId, filter.organizationId) || outside(reach.apiId, filter.apiId)
}

function withPlainFilters(keys: KeyList, filter: KeyFilter): KeyList {
  let filtered = keys
  if (filter.environment !== undefined) filtered = filtered.where('k.environment', '=', filter.environment)
  if (filter.type !== undefined) filtered = filtered.where('k.type', '=', filter.type)
  if (filter.externalId !== undefined) filtered = filtered.where('k.external_id', '=', filter.externalId)
  return filtered
}

const isAscii = /^[\x20-\x7e]+$/

/** A range, which finds by the index and, unlike LIKE on SQLite, minds the case. Starts hold nothing beyond `~`. */
function isStartedBy(search: string): RawBuilder<boolean> {
  return sql`s.start >= ${search} and s.start < ${`${search}\x7f`}`
}

/** More than these are not collected for one search; so many take a few milliseconds. */
const startsMax = 5_000

/**
 * Whether so many tokens start with this, of whomever, that keys are better asked one by one. Decides how is looked, and
 * never what is found; by the index on starts, which is read that far.
 */
async function startsManyTokens(storage: Storage, search: string | undefined): Promise<boolean> {
  if (search === undefined || !isAscii.test(search)) return false
  const beyond = await storage.reader
    .selectFrom('secrets as s')
    .select('s.key_id')
    .where(isStartedBy(search))
    .limit(1)
    .offset(startsMax)
    .executeTakeFirst()
  return beyond !== undefined
}

/** A key's own start, by the index on the key: without statistics PostgreSQL would read all that start so for each key. */
function hasStart(search: string): RawBuilder<boolean> {
  const start = sql`substr(s.start, 1, ${search.length})`
  return sql`(select 1 from secrets s where s.key_id = k.id and ${start} = ${search} limit 1) = 1`
}

function withSearch(keys: KeyList, { search, isBroad }: { search: string; isBroad: boolean }): KeyList {
  const inName = sql<boolean>`lower(k.name) like ${`%${foldedText(search)}%`} escape '\\'`
  if (!isAscii.test(search)) return keys.where(inName)
  const started = sql`select s.key_id from secrets s where ${isStartedBy(search)} limit ${sql.lit(startsMax)}`
  const byStart = isBroad ? hasStart(search) : sql<boolean>`k.id in (${started})`
  return keys.where(eb => eb.or([inName, byStart]))
}

function withUnusedSince(keys: KeyList, since: number): KeyList {
  return keys.where(eb =>
    eb.and([
      eb('k.created_at', '<=', since),
      eb.or([eb('a.last_used_at', 'is', null), eb('a.last_used_at', '<=', since)]),
    ]),
  )
}

function withRotationDue(keys: KeyList, { due, now }: { due: boolean; now: number }): KeyList {
  const live = keys.where('k.revoked_at', 'is', null)
  if (due) return live.where('k.rotate_by', '<=', now)
  return live.where(eb => eb.or([eb('k.rotate_by', 'is', null), eb('k.rotate_by', '>', now)]))
}

function withStatus(keys: KeyList, { status, now }: { status: KeyStatus; now: number }): KeyList {
  if (status === 'revoked') return keys.where('k.revoked_at', 'is not', null)
  const live = keys.where('k.revoked_at', 'is', null)
  if (status === 'disabled') return live.where('k.enabled', '=', 0)
  const enabled = live.where('k.enabled', '=', 1)
  if (status === 'expired') return enabled.where('k.expires_at', '<=', now)
  const active = enabled.where(eb => eb.or([eb('k.expires_at', 'is', null), eb('k.expires_at', '>', now)]))
  if (status === 'active') return active
  return active.where(sql<boolean>`k.id in (${retiringKeys(now)})`)
}

/** Keys with a secret that is about to end, by the index on the dated ends. */
function retiringKeys(now: number): RawBuilder<unknown> {
  return sql`select s.key_id from secrets s where s.revoked_at is null and s.ends_at > ${now}`
}
