/**
 * What an organization may do (its ceiling, its limits, whether it is suspended) is the vendor's to say, and the
 * organization spans all APIs. So a credential that is confined to the organization changes how it presents itself
 * and asks more of its own keys and people, never less; one that is confined to an API changes nothing.
 */
import type { Reach } from '../access/reach.ts'
import { EngineError } from '../errors/engine-error.ts'
import { isAtLeastAsTight } from './key-policy-order.ts'
import type { OrganizationInput } from './organization.ts'
import type { OrganizationSettings } from './organization-view.ts'

const ownMembers: ReadonlySet<string> = new Set([
  'name',
  'timezone',
  'businessHours',
] satisfies (keyof OrganizationInput)[])

export function assertMayChange(
  reach: Reach,
  patch: OrganizationInput,
  present: Pick<OrganizationSettings, 'keyPolicy' | 'unreadable'>,
): void {
  if (reach.apiId !== null)
    throw refusal('This key is confined to one API, so it cannot change organizations.')
  if (reach.organizationId === null) return
  const { keyPolicy } = patch
  const isKnown = present.unreadable?.includes('keyPolicy') !== true
  if (keyPolicy && !(isKnown && isAtLeastAsTight(keyPolicy, present.keyPolicy))) throw loosens()
  const others = Object.keys(patch).filter(member => member !== 'keyPolicy' && !ownMembers.has(member))
  if (others.length === 0) return
  throw refusal(`Only the vendor changes ${others.join(', ')} of an organization. Ask there.`)
}

function loosens(): EngineError {
  return refusal('An organization can tighten its keyPolicy; only the vendor loosens it. Ask there.')
}

/** Making and deleting organizations is for credentials that reach all of them. */
export function assertUnconfined(reach: Reach): void {
  if (reach.organizationId === null && reach.apiId === null) return
  throw refusal(
    'This key is confined to one organization or API, so it cannot create or delete organizations.',
  )
}

/**
 * The organization that operates Keyturn holds the keys that could undo a mistake. What is set for all its keys can
 * lock everybody out, so none of it is set, only cleared.
 */
export function assertKeepsOperating(patch: OrganizationInput): void {
  const binding = [
    patch.suspended ? 'suspended' : null,
    patch.scopeCeiling ? 'scopeCeiling' : null,
    patch.rateLimits?.length ? 'rateLimits' : null,
    patch.credits ? 'credits' : null,
    Object.keys(patch.keyPolicy ?? {}).length > 0 ? 'keyPolicy' : null,
  ].filter(member => member !== null)
  if (binding.length === 0) return
  throw new EngineError(
    'conflict',
    `${binding.join(', ')} cannot be set for the organization that operates Keyturn: it could lock everybody out of management. Restrict its keys one by one.`,
  )
}

function refusal(message: string): EngineError {
  return new EngineError('insufficient_permission', message)
}
