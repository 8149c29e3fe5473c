/**
 * Credits and rate limits are what a vendor sells. A management key that is confined to one organization is often in
 * that customer's hands: it may tighten what its keys may use, and never raise it, drop it or give credits.
 */
import type { RateLimit } from '@keyturn/core'
import type { Reach } from '../access/reach.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { CreditsInput, CreditsView } from '../limits/credit-balance.ts'
import type { KeySettings } from './key-input.ts'

type Quotas = Pick<KeySettings, 'rateLimits' | 'credits'>

/** Refuses credits for a new key: it starts with what its organization has. */
export function assertGivesNoCredits(reach: Reach, { credits }: Quotas): void {
  if (reach.organizationId === null || !credits) return
  throw refusal('it cannot give a key credits. Leave credits out')
}

/** `now` is what the key has at present, its refills included. */
export function assertNotRaisingQuotas(
  reach: Reach,
  patch: Quotas,
  now: { rateLimits: readonly RateLimit[]; credits: CreditsView | null },
): void {
  if (reach.organizationId === null) return
  if (patch.rateLimits !== undefined && !areAtMost(patch.rateLimits ?? [], now.rateLimits)) {
    throw refusal('it can lower the rate limits of a key and add some, not raise them or take them away')
  }
  if (patch.credits !== undefined && raises(patch.credits, now.credits)) {
    throw refusal('it can lower the credits of a key, not give, raise or take them away')
  }
}

/** Every present limit is still there, under its name and over the same window, and is no higher. */
function areAtMost(wanted: readonly RateLimit[], present: readonly RateLimit[]): boolean {
  return present.every(({ name, limit, windowSeconds }) =>
    wanted.some(
      other => other.name === name && other.windowSeconds === windowSeconds && other.limit <= limit,
    ),
  )
}

function raises(wanted: CreditsInput | null, present: CreditsView | null): boolean {
  if (wanted === null || present === null) return wanted !== present
  if (wanted.remaining > present.remaining) return true
  if (!wanted.refill) return false
  const { refill } = present
  const { amount, every, timezone } = wanted.refill
  if (refill === null || amount > refill.amount || every !== refill.every) return true
  return timezone !== undefined && timezone !== refill.timezone
}

function refusal(what: string): EngineError {
  return new EngineError(
    'insufficient_permission',
    `This key is confined to one organization, so ${what}. Use a key that is not confined.`,
  )
}
