import type { ApiView } from '../apis/api-view.ts'
import type { OrganizationSettings } from '../organizations/organization-view.ts'
import type { KeyType } from '../storage/tables.ts'

/** What holds for the keys of one organization and API: the API's policy, tightened by the organization's. */
export type EffectivePolicy = {
  /** Days between rotations by key type. */
  rotation: Record<KeyType, number>
  lifetimeDaysMax: number | null
  requireExpiry: boolean
  requirePurposeWithoutExpiry: boolean
  requireAllowedIps: boolean
}

export function effectivePolicy(api: ApiView, organization: OrganizationSettings): EffectivePolicy {
  const { rotation = {}, maxLifetimeDays = null, ...required } = organization.keyPolicy
  const days = (type: KeyType): number =>
    Math.min(api.rotation[type], rotation[type] ?? Number.POSITIVE_INFINITY)
  return {
    rotation: {
      production: days('production'),
      development: days('development'),
      elevated: days('elevated'),
    },
    lifetimeDaysMax: smaller(api.maxLifetimeDays, maxLifetimeDays),
    requireExpiry: required.requireExpiry ?? false,
    requirePurposeWithoutExpiry: required.requirePurposeWithoutExpiry ?? false,
    requireAllowedIps: required.requireAllowedIps ?? false,
  }
}

function smaller(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return Math.min(left, right)
}
