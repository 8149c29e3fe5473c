import { everything } from '../access/reach.ts'
import type { ApiRow } from '../apis/api.ts'
import { findApiWithin } from '../apis/api-queries.ts'
import { type ApiView, toApiView } from '../apis/api-view.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { OrganizationRow } from '../organizations/organization.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import { type OrganizationSettings, toOrganizationSettings } from '../organizations/organization-view.ts'
import type { Queryable } from '../storage/storage.ts'
import { type EffectivePolicy, effectivePolicy } from './effective-policy.ts'

/** The API and organization that a key belongs to, and what they ask of it. */
export type KeyHome = {
  api: ApiView
  organization: OrganizationSettings
  /** Whether this is the built-in API, whose keys manage Keyturn. */
  builtin: boolean
  /** Whether the organization is the vendor's own. */
  organizationBuiltin: boolean
  policy: EffectivePolicy
}

/** Loads where a key lives that was found within reach: whoever reaches a key is bound by its home, seen or not. */
export async function findHomeOf(
  query: Queryable,
  key: { api_id: string; organization_id: string },
): Promise<KeyHome> {
  const apiRow = await findApiWithin(query, key.api_id, everything)
  const organizationRow = await findOrganizationWithin(query, key.organization_id, everything)
  if (!apiRow || !organizationRow) throw notFound()
  return toKeyHome(apiRow, organizationRow)
}

export function toKeyHome(apiRow: ApiRow, organizationRow: OrganizationRow): KeyHome {
  const api = toApiView(apiRow)
  const organization = toOrganizationSettings(organizationRow)
  return {
    api,
    organization,
    builtin: apiRow.builtin === 1,
    organizationBuiltin: organizationRow.builtin === 1,
    policy: effectivePolicy(api, organization),
  }
}

/** Refuses to make or loosen keys under rules that nobody can read: what they were can only be guessed. */
export function assertReadable({ api, organization }: KeyHome): void {
  const unreadable = [...(api.unreadable ?? []), ...(organization.unreadable ?? [])]
  if (unreadable.length === 0) return
  throw new EngineError(
    'conflict',
    `What is stored as ${unreadable.join(', ')} of this API or organization cannot be read. Set it again first.`,
  )
}

/** Whose credits they are and which timezone their refills follow. */
export function ownerOf({ organization }: KeyHome): { organizationId: string; timezone: string } {
  return { organizationId: organization.id, timezone: organization.timezone }
}
