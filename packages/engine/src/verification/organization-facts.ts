/**
 * What verdicts read of APIs and organizations. Stored text is not trusted: what cannot be read narrows, it never
 * widens, never throws, and never reaches beyond its own row.
 */
import { compilePolicy, type RateLimit } from '@keyturn/core'
import type { ApiRow } from '../apis/api.ts'
import { toApiView } from '../apis/api-view.ts'
import { type IdWords, idWords } from '../ids/id-words.ts'
import type { OrganizationRow } from '../organizations/organization.ts'
import { toOrganizationSettings } from '../organizations/organization-view.ts'
import { readJson } from '../storage/read-json.ts'

/** What all keys of an organization share besides its ceiling. */
export type OrganizationQuotas = { owner: IdWords; rateLimits: readonly RateLimit[]; hasCredits: boolean }

/** Null where nothing is shared, `unreadable` where nobody knows what is. */
export function readQuotas(row: {
  id: string
  rate_limits: string
  has_credits: number
}): OrganizationQuotas | null | 'unreadable' {
  if (row.rate_limits === '[]' && row.has_credits === 0) return null
  const rateLimits = readJson<readonly RateLimit[] | null>(row.rate_limits, null)
  if (rateLimits === null) return 'unreadable'
  const open = { scopes: [], allowedIps: null, allowedEndpoints: null, credits: false }
  const policy = compilePolicy({ ...open, rateLimits })
  if (policy.invalid) return 'unreadable'
  return { owner: idWords(row.id), rateLimits: policy.rateLimits, hasCredits: row.has_credits === 1 }
}

/** A ceiling that cannot be read allows nothing. */
export function readCeiling(text: string | null): string[] | null {
  if (text === null) return null
  const words: unknown = readJson<unknown>(text, [])
  return Array.isArray(words) ? words.filter(word => typeof word === 'string') : []
}

/** The words of an API; a list that cannot be read has none. */
export function readScopeNames(text: string): string[] {
  const scopes: unknown = readJson<unknown>(text, [])
  if (!Array.isArray(scopes)) return []
  return scopes.map(scope => scope?.name).filter(name => typeof name === 'string')
}

/** The settings of an API that cannot be read; a deleted one has none. */
export function unreadableOfApi(row: ApiRow): readonly string[] {
  return row.deleted_at === null ? (toApiView(row).unreadable ?? []) : []
}

/** The settings of an organization that cannot be read; a deleted one has none. */
export function unreadableOfOrganization(row: OrganizationRow): readonly string[] {
  if (row.deleted_at !== null) return []
  const { unreadable = [] } = toOrganizationSettings(row)
  const limitsRefused = readQuotas(row) === 'unreadable' && !unreadable.includes('rateLimits')
  return limitsRefused ? [...unreadable, 'rateLimits'] : unreadable
}
