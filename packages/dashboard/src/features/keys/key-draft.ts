import type { ApiView, CreateKeyBody, KeyView } from '@keyturn/contract/client'
import { dateAfter } from '../../shared/instants.ts'
import { type LimitDraft, readLimits } from '../../shared/rate-limits.ts'
import { readEndpoints, readLines } from '../../shared/typed-lists.ts'
import { type ExpiryChoice, type ExpiryRules, type KeyRules, unruled, usualExpiry } from './key-rules.ts'

/** What somebody has filled in so far; lists are kept as they are typed. */
export type KeyDraft = {
  name: string
  environment: string
  type: KeyView['type'] | 'automatic'
  scopes: string[]
  expiry: ExpiryChoice
  expiryDate: string
  purpose: string
  usedBy: string
  allowedIps: string
  allowedEndpoints: string
  limits: LimitDraft[]
  /** Empty: as often as keys of its type. */
  rotateEveryDays: string
  credits: string
}

export function emptyDraft(environment: string, rules: KeyRules): KeyDraft {
  return {
    name: '',
    environment,
    type: 'automatic',
    scopes: [],
    expiry: usualExpiry(rules),
    expiryDate: '',
    purpose: '',
    usedBy: '',
    allowedIps: '',
    allowedEndpoints: '',
    limits: [],
    rotateEveryDays: '',
    credits: '',
  }
}

/** The type that the key gets when nobody says which. */
export function typeOf(
  { type, environment, scopes }: KeyDraft,
  api: Pick<ApiView, 'scopes'>,
): KeyView['type'] {
  if (type !== 'automatic') return type
  if (environment === 'test') return 'development'
  const isElevated = api.scopes.some(({ name, sensitive }) => sensitive && scopes.includes(name))
  return isElevated ? 'elevated' : 'production'
}

export type DraftView = { now: number; zone: string; rules: KeyRules }

/** The last day on which the key works, as `2027-02-18`; null for never, and while no day is chosen. A day is one of the account's timezone. */
export function expiryOf(
  { expiry, expiryDate }: KeyDraft,
  now: number,
  zone: string,
  { lifetimeDaysMax }: ExpiryRules = unruled,
): string | null {
  if (expiry === 'never') return null
  if (expiry === 'date') return expiryDate === '' ? null : expiryDate
  return dateAfter(expiry === 'longest' ? (lifetimeDaysMax ?? 0) : Number(expiry), now, zone)
}

/** Whether it is to end on a day, and nobody has said on which. */
export function lacksDate({ expiry, expiryDate }: Pick<KeyDraft, 'expiry' | 'expiryDate'>): boolean {
  return expiry === 'date' && expiryDate === ''
}

/** Whether it is to work for ever without saying why, where policy asks for that. */
export function lacksReason({ expiry, purpose }: KeyDraft, rules: ExpiryRules): boolean {
  return rules.needsReasonForNever && expiry === 'never' && purpose.trim() === ''
}

/** Whether what was begun has to be said to the end first. */
export function isUnfinished(draft: KeyDraft, rules: ExpiryRules): boolean {
  return lacksDate(draft) || lacksReason(draft, rules)
}

/** What the API is asked for. What was left empty is left to its defaults. */
export function bodyOf(
  draft: KeyDraft,
  input: DraftView & { apiId: string; organizationId: string },
): CreateKeyBody {
  const { apiId, organizationId } = input
  // Left out it is as late as policy allows.
  const expiresAt = draft.expiry === 'longest' ? null : expiryOf(draft, input.now, input.zone)
  const allowedIps = readLines(draft.allowedIps)
  const allowedEndpoints = readEndpoints(draft.allowedEndpoints)
  const rateLimits = readLimits(draft.limits)
  return {
    apiId,
    organizationId,
    name: draft.name.trim(),
    environment: draft.environment,
    ...(draft.scopes.length > 0 ? { scopes: draft.scopes } : {}),
    ...(draft.type === 'automatic' ? {} : { type: draft.type }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(draft.purpose.trim() === '' ? {} : { purpose: draft.purpose.trim() }),
    ...(draft.usedBy.trim() === '' ? {} : { usedBy: draft.usedBy.trim() }),
    ...(allowedIps.length > 0 ? { allowedIps } : {}),
    ...(allowedEndpoints.length > 0 ? { allowedEndpoints } : {}),
    ...(rateLimits.length > 0 ? { rateLimits } : {}),
    ...(draft.rotateEveryDays === '' ? {} : { rotateEveryDays: Number(draft.rotateEveryDays) }),
    ...(draft.credits === '' ? {} : { credits: { remaining: Number(draft.credits) } }),
  }
}
