import type { OrganizationView, UpdateOrganizationBody } from '@keyturn/contract/client'

export const keyTypes = ['production', 'development', 'elevated'] as const
export const demands = [
  'requireExpiry',
  'requirePurposeWithoutExpiry',
  'requireAllowedIps',
  'requireMfa',
] as const

export type KeyPolicy = NonNullable<UpdateOrganizationBody['keyPolicy']>

/** The rules of an organization as somebody has filled them in so far; days as they are typed, empty is none. */
export type PolicyDraft = Record<(typeof demands)[number], boolean> &
  Record<(typeof keyTypes)[number] | 'maxLifetimeDays', string>

/** Reads the policy: all of it is optional, and what is no number or no yes is not set. */
export function policyDraftOf({ keyPolicy }: Pick<OrganizationView, 'keyPolicy'>): PolicyDraft {
  const given = keyPolicy['rotation']
  const rotation = typeof given === 'object' && given !== null ? given : {}
  const days = (value: unknown) => (typeof value === 'number' ? String(value) : '')
  return {
    maxLifetimeDays: days(keyPolicy['maxLifetimeDays']),
    production: days(Reflect.get(rotation, 'production')),
    development: days(Reflect.get(rotation, 'development')),
    elevated: days(Reflect.get(rotation, 'elevated')),
    requireExpiry: keyPolicy['requireExpiry'] === true,
    requirePurposeWithoutExpiry: keyPolicy['requirePurposeWithoutExpiry'] === true,
    requireAllowedIps: keyPolicy['requireAllowedIps'] === true,
    requireMfa: keyPolicy['requireMfa'] === true,
  }
}

/** The whole policy, as it replaces the one before. */
export function policyOf(draft: PolicyDraft): KeyPolicy {
  const rotation: NonNullable<KeyPolicy['rotation']> = {}
  for (const type of keyTypes) if (draft[type] !== '') rotation[type] = Number(draft[type])
  const policy: KeyPolicy = {}
  if (Object.keys(rotation).length > 0) policy.rotation = rotation
  if (draft.maxLifetimeDays !== '') policy.maxLifetimeDays = Number(draft.maxLifetimeDays)
  for (const demand of demands) if (draft[demand]) policy[demand] = true
  return policy
}

export function isSamePolicy(left: PolicyDraft, right: PolicyDraft): boolean {
  return JSON.stringify(policyOf(left)) === JSON.stringify(policyOf(right))
}

/** Whether some of what is asked for now would be asked for no more. */
export function loosens(draft: PolicyDraft, before: PolicyDraft): boolean {
  const days = (text: string) => (text === '' ? Number.POSITIVE_INFINITY : Number(text))
  return (
    demands.some(demand => before[demand] && !draft[demand]) ||
    [...keyTypes, 'maxLifetimeDays' as const].some(name => days(draft[name]) > days(before[name]))
  )
}
