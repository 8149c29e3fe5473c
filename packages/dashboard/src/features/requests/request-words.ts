import type { AccessRequest, ResetRequest } from '@keyturn/contract/client'

export type AnyRequest = ResetRequest | AccessRequest

/** What people are called whom the API knows by name, and what else asks. */
export function nameOf({ name, type }: AnyRequest['requestedBy']): string {
  if (type === 'key') return `API key ${name ?? ''}`.trim()
  return name ?? 'Somebody'
}

/** That whoever asked will hear of it; programs do not. */
export function toldWords({ requestedBy }: AnyRequest, what: 'is told' | 'is told why'): string {
  return requestedBy.type === 'user' ? ` ${nameOf(requestedBy)} ${what}.` : ''
}

/** What became of a request that is over; null while it is open. */
export function outcomeWords({ status, decision }: AnyRequest): string | null {
  const by = decision === null ? '' : ` by ${nameOf(decision.by)}`
  switch (status) {
    case 'open':
      return null
    case 'approved':
      return `Approved${by}`
    case 'declined':
      return `Declined${by}`
    case 'withdrawn':
      return 'Withdrawn'
    case 'expired':
      return 'Expired undecided'
    default:
      return 'No longer needed'
  }
}

/** When it was over, as far as that is known. */
export function endOf({ decision, status, expiresAt }: AnyRequest): string | null {
  return decision?.at ?? (status === 'expired' ? expiresAt : null)
}

/** Whether somebody with these permissions can grant this one; null is staff, who can. */
export function mayGrant(held: readonly string[] | null, permission: string): boolean {
  if (held === null || held.includes('administer')) return true
  return held.includes('manage_users') && held.includes(permission)
}
