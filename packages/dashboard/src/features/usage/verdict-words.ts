import type { UsageEventView } from '@keyturn/contract/client'
import type { Tone } from '../../shared/status-text.tsx'

type Code = UsageEventView['code']

const words: Record<Code, string> = {
  valid: 'Accepted',
  malformed: 'Malformed',
  not_found: 'Unknown key',
  revoked: 'Revoked',
  disabled: 'Disabled',
  expired: 'Expired',
  organization_suspended: 'Organization suspended',
  wrong_api: 'Key of another API',
  wrong_environment: 'Other environment',
  wrong_organization: 'Other organization',
  ip_not_allowed: 'Address not allowed',
  endpoint_not_allowed: 'Endpoint not allowed',
  insufficient_scope: 'Scope is missing',
  rate_limited: 'Over its limit',
  credits_exhausted: 'Out of credits',
}

/** A verdict as people read it. */
export function verdictOf(code: Code): { tone: Tone; text: string } {
  return { tone: code === 'valid' ? 'good' : 'bad', text: words[code] }
}

/** How a request ended: what the API answered, where it was told. */
export function outcomeOf({ outcome }: Pick<UsageEventView, 'outcome'>): string | null {
  return outcome === null ? null : `${outcome.status}, ${Math.round(outcome.durationMs)} ms`
}
