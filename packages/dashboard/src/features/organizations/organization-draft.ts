import type { OrganizationView, UpdateOrganizationBody } from '@keyturn/contract/client'
import { type LimitDraft, limitDraftsOf, readLimits } from '../../shared/rate-limits.ts'
import { readLines } from '../../shared/typed-lists.ts'

export type RefillChoice = 'never' | 'day' | 'week' | 'month'

/** What the vendor sets for an organization, as it is typed. */
export type OrganizationDraft = {
  name: string
  externalId: string
  timezone: string
  hasCeiling: boolean
  /** Scope words, one a line. */
  ceiling: string
  limits: LimitDraft[]
  /** Empty: none are counted. */
  credits: string
  refill: RefillChoice
  refillAmount: string
}

export function draftOf(organization: OrganizationView): OrganizationDraft {
  const { name, externalId, timezone, scopeCeiling, rateLimits, credits } = organization
  return {
    name,
    externalId: externalId ?? '',
    timezone,
    hasCeiling: scopeCeiling !== null,
    ceiling: scopeCeiling?.join('\n') ?? '',
    limits: limitDraftsOf(rateLimits),
    credits: credits === null ? '' : String(credits.remaining),
    refill: credits?.refill?.every ?? 'never',
    refillAmount: credits?.refill ? String(credits.refill.amount) : '',
  }
}

/** Only what differs: a balance that nobody touched here is not set back to what it was. */
export function patchOf(before: OrganizationDraft, draft: OrganizationDraft): UpdateOrganizationBody {
  const old = bodyOf(before)
  const changed = Object.entries(bodyOf(draft)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
  )
  return Object.fromEntries(changed)
}

function bodyOf(draft: OrganizationDraft) {
  const { name, externalId, timezone, hasCeiling, ceiling, limits } = draft
  return {
    name: name.trim(),
    externalId: externalId.trim() === '' ? null : externalId.trim(),
    timezone,
    scopeCeiling: hasCeiling ? readLines(ceiling) : null,
    rateLimits: readLimits(limits),
    credits: creditsOf(draft),
  }
}

function creditsOf({ credits, refill, refillAmount }: OrganizationDraft) {
  if (credits === '') return null
  return {
    remaining: Number(credits),
    refill: refill === 'never' ? null : { amount: Number(refillAmount), every: refill },
  }
}
