import type { OrganizationKeyPolicy } from './organization.ts'

const types = ['production', 'development', 'elevated'] as const
const demands = ['requireExpiry', 'requirePurposeWithoutExpiry', 'requireAllowedIps', 'requireMfa'] as const

/** Whether a policy asks for all that another one asks for: no number is greater, and nothing is left out. */
export function isAtLeastAsTight(policy: OrganizationKeyPolicy, than: OrganizationKeyPolicy): boolean {
  return (
    isNoGreater(policy.maxLifetimeDays, than.maxLifetimeDays) &&
    types.every(type => isNoGreater(policy.rotation?.[type], than.rotation?.[type])) &&
    demands.every(demand => policy[demand] === true || than[demand] !== true)
  )
}

/** Days; null and absent are without a bound. */
function isNoGreater(days: number | null | undefined, than: number | null | undefined): boolean {
  return (days ?? Number.POSITIVE_INFINITY) <= (than ?? Number.POSITIVE_INFINITY)
}
