import type { ApiView, OrganizationView } from '@keyturn/contract/client'

export const expiryChoices = ['30', '60', '90', 'date', 'never', 'longest'] as const
export type ExpiryChoice = (typeof expiryChoices)[number]

/** What a new key has to keep to: the rules of the API, and those of the organization where they are tighter. */
export type KeyRules = {
  rotation: ApiView['rotation']
  lifetimeDaysMax: number | null
  needsExpiry: boolean
  /** A key that never expires has to say why. */
  needsReasonForNever: boolean
}

export type ExpiryRules = Omit<KeyRules, 'rotation'>

/** As if nobody asked for anything. */
export const unruled: ExpiryRules = {
  lifetimeDaysMax: null,
  needsExpiry: false,
  needsReasonForNever: false,
}

export function keyRules(
  api: Pick<ApiView, 'rotation' | 'maxLifetimeDays'>,
  { keyPolicy }: Pick<OrganizationView, 'keyPolicy'>,
): KeyRules {
  const days = numbersIn(keyPolicy['rotation'])
  const tighter = (type: keyof ApiView['rotation']) => Math.min(api.rotation[type], days[type] ?? Infinity)
  const longest = Math.min(
    api.maxLifetimeDays ?? Infinity,
    numbersIn(keyPolicy)['maxLifetimeDays'] ?? Infinity,
  )
  return {
    rotation: {
      production: tighter('production'),
      development: tighter('development'),
      elevated: tighter('elevated'),
    },
    lifetimeDaysMax: longest === Infinity ? null : longest,
    needsExpiry: keyPolicy['requireExpiry'] === true,
    needsReasonForNever: keyPolicy['requirePurposeWithoutExpiry'] === true,
  }
}

function numbersIn(value: unknown): Record<string, number | undefined> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === 'number'))
}

/** What may be chosen. A day ends later than the lifetime that begins now, so that the longest is a choice of its own. */
export function expiryChoicesFor({ lifetimeDaysMax, needsExpiry }: ExpiryRules): ExpiryChoice[] {
  const days = (['30', '60', '90'] as const).filter(each => Number(each) < (lifetimeDaysMax ?? Infinity))
  if (lifetimeDaysMax !== null) return [...days, 'date', 'longest']
  return needsExpiry ? [...days, 'date'] : [...days, 'date', 'never']
}

/** What is chosen when nobody has: never only where that needs no words. */
export function usualExpiry({ lifetimeDaysMax, needsExpiry, needsReasonForNever }: KeyRules): ExpiryChoice {
  if (lifetimeDaysMax !== null) return 'longest'
  return needsExpiry || needsReasonForNever ? '90' : 'never'
}
