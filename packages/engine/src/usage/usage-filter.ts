import { canonicalAddress } from '@keyturn/core'
import type { Reach } from '../access/reach.ts'
import type { UsageEventRow } from '../storage/tables.ts'
import type { BlockCondition } from './block.ts'
import type { SharedField } from './event-fields.ts'

/** Undefined means: any. `from` is included and `to` is not; both in milliseconds UTC. */
export type UsageFilter = {
  organizationId?: string | undefined
  apiId?: string | undefined
  keyId?: string | undefined
  secretId?: string | undefined
  environment?: string | undefined
  code?: string | undefined
  ip?: string | undefined
  country?: string | undefined
  method?: string | undefined
  /** How the path begins. */
  path?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

const exact = {
  organizationId: 'organization_id',
  apiId: 'api_id',
  keyId: 'key_id',
  secretId: 'secret_id',
  environment: 'environment',
  code: 'code',
  ip: 'ip',
  country: 'country',
  method: 'method',
} as const satisfies Partial<Record<keyof UsageFilter, SharedField>>

/** What every event that matches and lies within reach has, word for word. */
export function conditionsWithin(filter: UsageFilter, reach: Reach): BlockCondition[] {
  const conditions: BlockCondition[] = []
  if (reach.organizationId !== null)
    conditions.push({ column: 'organization_id', value: reach.organizationId })
  if (reach.apiId !== null) conditions.push({ column: 'api_id', value: reach.apiId })
  for (const name of Object.keys(exact) as (keyof typeof exact)[]) {
    const value = filter[name]
    if (value === undefined) continue
    conditions.push({
      column: exact[name],
      value: name === 'ip' ? (canonicalAddress(value) ?? value) : value,
    })
  }
  return conditions
}

/** Says of an event that meets these conditions whether it matches. */
export function matcherOf({ path, from, to }: UsageFilter): (event: UsageEventRow) => boolean {
  return event =>
    (from === undefined || event.at >= from) &&
    (to === undefined || event.at < to) &&
    (path === undefined || event.path?.startsWith(path) === true)
}

/** Whose postings lead to everything that matches; null where all blocks have to be looked at. */
export function ownerOf(filter: UsageFilter, reach: Reach): string | null {
  return filter.keyId ?? reach.organizationId ?? filter.organizationId ?? null
}
