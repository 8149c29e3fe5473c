import { endOfDay } from '../clock/zoned-day.ts'
import type { FieldError } from '../errors/engine-error.ts'
import { dayMs } from './key.ts'

export type ExpiryRules = {
  /** Milliseconds UTC. */
  now: number
  /** When the key was made: lifetimes count from then. */
  createdAt: number
  timezone: string
  lifetimeDaysMax: number | null
  required: boolean
}

export type Expiry = { at: number | null } | { fault: FieldError }

/** The last instant that RFC 3339 can write. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * Reads an expiry: an RFC 3339 instant, or a date, which means the end of that day in the organization's timezone.
 * Absent, it is as late as the policy allows.
 */
export function readExpiry(text: string | null | undefined, rules: ExpiryRules): Expiry {
  const latest = rules.lifetimeDaysMax === null ? null : rules.createdAt + rules.lifetimeDaysMax * dayMs
  if (text === undefined) {
    if (latest === null && rules.required) return fault('Keys of this organization need an expiresAt.')
    return { at: latest }
  }
  if (text === null) {
    if (rules.required || latest !== null) return fault('Policy asks for an expiry; null would be never.')
    return { at: null }
  }
  const at = instantShape.test(text) ? Date.parse(text) : endOfDay(text, rules.timezone)
  if (at === null || Number.isNaN(at) || at > latestMs || !isRealDay(text)) {
    return fault('expiresAt must be an instant such as 2027-03-01T12:00:00Z or a date such as 2027-03-01.')
  }
  if (at <= rules.now) return fault('expiresAt is in the past. Give a later one, or revoke the key.')
  if (latest !== null && at > latest) {
    return fault(`Keys may live ${rules.lifetimeDaysMax} days at most. Give an earlier expiresAt.`)
  }
  return { at }
}

/** Date.parse takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10)
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}

function fault(message: string): Expiry {
  return { fault: { pointer: '/expiresAt', message } }
}
