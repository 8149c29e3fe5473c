import type { FieldError } from '../errors/engine-error.ts'
import { creditFaults } from '../limits/credit-balance.ts'
import type { KeyHome } from './key-home.ts'
import type { KeySettings } from './key-input.ts'
import { endpointFaults, readNetworks, scopeFaults } from './restrictions.ts'

/** The faults of settings that are well-formed, as pointers into the request's body. */
export function keyFaults(settings: KeySettings, home: KeyHome): FieldError[] {
  const { api, organization, policy } = home
  const faults: FieldError[] = []
  if (settings.scopes) {
    faults.push(
      ...scopeFaults(settings.scopes, {
        known: api.scopes,
        ceiling: home.builtin ? null : organization.scopeCeiling,
      }),
    )
  }
  if (settings.allowedIps !== undefined) faults.push(...readNetworks(settings.allowedIps).faults)
  if (settings.allowedIps === null && policy.requireAllowedIps) faults.push(addressesRequired)
  faults.push(...endpointFaults(settings.allowedEndpoints ?? null))
  if (settings.credits) faults.push(...creditFaults(settings.credits, '/credits'))
  return faults
}

export const addressesRequired: FieldError = {
  pointer: '/allowedIps',
  message: 'Keys of this organization need a list of allowedIps.',
}

/** Where policy asks for it, a key that never expires says why in its purpose. */
export function purposeFaults(
  { expiresAt, purpose }: { expiresAt: number | null; purpose: string | null | undefined },
  { policy }: KeyHome,
): FieldError[] {
  if (!policy.requirePurposeWithoutExpiry || expiresAt !== null || purpose) return []
  const message = 'A key that never expires needs a purpose here: say why it must not.'
  return [{ pointer: '/purpose', message }]
}

/** Days between rotations that were asked for must not be more than policy allows. */
export function rotationFaults(days: number | null | undefined, daysMax: number): FieldError[] {
  if (days === null || days === undefined || days <= daysMax) return []
  const message = `Policy asks for a rotation every ${daysMax} days or more often for this type of key.`
  return [{ pointer: '/rotateEveryDays', message }]
}
