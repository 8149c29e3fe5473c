import { quotedString } from './quoted-string.ts'

/** A limit as a verdict tells it; verdicts of an older Keyturn do not tell the window. */
export type LimitState = {
  name: string
  limit: number
  remaining: number
  resetSeconds: number
  windowSeconds?: number | undefined
}

/** Largest integer of a structured field (RFC 9651, 3.3.1). */
const integerMax = 999_999_999_999_999

/**
 * `RateLimit-Policy` and `RateLimit` as lists of structured-field items
 * (draft-ietf-httpapi-ratelimit-headers-11): quota `q` per window of `w` seconds, remaining `r`, seconds to the reset `t`.
 */
export function rateLimitHeaders(limits: readonly LimitState[]): Record<string, string> {
  if (limits.length === 0) return {}
  let policies = ''
  let states = ''
  for (const limit of limits) {
    const separator = states === '' ? '' : ', '
    const name = quotedString(limit.name)
    policies += `${separator}${name}${policyParameters(limit)}`
    states += `${separator}${name};r=${integer(limit.remaining)};t=${integer(limit.resetSeconds)}`
  }
  return { 'ratelimit-policy': policies, ratelimit: states }
}

/** Whole seconds until every exhausted limit has room again; at least 1. */
export function retryAfterSeconds(limits: readonly LimitState[]): number {
  const exhausted = limits.filter(limit => limit.remaining <= 0)
  const waited = exhausted.length > 0 ? exhausted : limits
  return Math.max(1, ...waited.map(limit => Math.ceil(limit.resetSeconds)))
}

function policyParameters({ limit, windowSeconds }: LimitState): string {
  const window = windowSeconds === undefined ? '' : `;w=${integer(windowSeconds)}`
  return `;q=${integer(limit)}${window}`
}

function integer(value: number): number {
  return Math.min(integerMax, Math.max(0, Math.ceil(value)))
}
