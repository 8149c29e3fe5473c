import { sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { Storage } from '../storage/storage.ts'
import type { KeyType } from '../storage/tables.ts'
import type { KeyRow, KeyStatus } from './key.ts'
import { dayMs } from './key.ts'

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

export type ListedKeyRow = KeyRow & { last_used_at: number | null }

function keysWithActivity(storage: Storage) {
  return storage.reader
    .selectFrom('keys as k')
    .leftJoin('usage.key_activity as a', 'a.key_id', 'k.id')
    .selectAll('k')
    .select('a.last_used_at')
    .where('k.deleted_at', 'is', null)
}

type KeyList = ReturnType<typeof keysWithActivity>

/** Newest first: by organization and id, by API and id, or by primary key; the other filters scan along it. */
export async function selectKeysWithin(
  storage: Storage,
  input: { filter: KeyFilter; isLive?: true; before: string | null; limit: number; now: number },
  reach: Reach,
): Promise<ListedKeyRow[]> {
  const { filter, before, now } = input
  const organizationId = reach.organizationId ?? filter.organizationId
  const apiId = reach.apiId ?? filter.apiId
  if (conflicts(reach, filter)) return []
  let keys = keysWithActivity(storage)
  if (organizationId !== undefined) keys = keys.where('k.organization_id', '=', organizationId)
  if (apiId !== undefined) keys = keys.where('k.api_id', '=', apiId)
  if (before !== null) keys = keys.where('k.id', '<', before)
  keys = withPlainFilters(keys, filter)
  if (filter.search !== undefined) keys = withSearch(keys, filter.search)
  if (filter.unusedForDays !== undefined) keys = withUnusedSince(keys, now - filter.unusedForDays * dayMs)
  if (filter.rotationDue !== undefined) keys = withRotationDue(keys, { due: filter.rotationDue, now })
  if (input.isLive) keys = keys.where('k.revoked_at', 'is', null)
  if (filter.status !== undefined) keys = withStatus(keys, { status: filter.status, now })
  return keys.orderBy('k.id', 'desc').limit(input.limit).execute()
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

function withSearch(keys: KeyList, search: string): KeyList {
  // ASCII only, because that is all that lower() folds on both databases: the rest must still match itself.
  const folded = search.replace(/[A-Z]/g, letter => letter.toLowerCase()).replace(/[\\%_]/g, '\\$&')
  const inName = sql<boolean>`lower(k.name) like ${`%${folded}%`} escape '\\'`
  if (!isAscii.test(search)) return keys.where(inName)
  // A range, which finds by the index and, unlike LIKE on SQLite, minds the case. Starts hold nothing beyond `~`.
  const started = sql`select s.key_id from secrets s where s.start >= ${search} and s.start < ${`${search}\x7f`}`
  const byStart = sql<boolean>`k.id in (${started})`
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
  const retiring = sql`select s.key_id from secrets s where s.revoked_at is null and s.ends_at > ${now}`
  return active.where(sql<boolean>`k.id in (${retiring})`)
}
