import { rateLimitHeaders, retryAfterSeconds } from '@keyturn/core'
import type { DeniedVerdict } from '../verdicts/verdict.ts'
import { type Refusal, refuse } from './refusal.ts'

/** One title for every wrong key: a stranger learns nothing from it; the code speaks to the key's holder. */
const invalidKeyCodes = new Map([
  ['malformed', 'invalid_api_key'],
  ['not_found', 'invalid_api_key'],
  ['revoked', 'key_revoked'],
  ['disabled', 'key_disabled'],
  ['expired', 'key_expired'],
])

const titles = new Map([
  ['organization_suspended', 'Organization suspended'],
  ['wrong_api', 'Wrong API'],
  ['wrong_environment', 'Wrong environment'],
  ['wrong_organization', 'Wrong organization'],
  ['ip_not_allowed', 'Address not allowed'],
  ['endpoint_not_allowed', 'Endpoint not allowed'],
  ['insufficient_scope', 'Insufficient scope'],
  ['rate_limited', 'Rate limited'],
  ['credits_exhausted', 'Credits exhausted'],
])

/** The answer to a request whose key was denied. A code of a newer Keyturn passes through under its own name. */
export function refuseVerdict(verdict: DeniedVerdict): Refusal {
  const code = invalidKeyCodes.get(verdict.code)
  if (code !== undefined) {
    return { ...refuse('invalid_api_key'), code, detail: verdict.detail }
  }
  const status = verdict.status >= 400 && verdict.status <= 499 ? verdict.status : 403
  const refusal = { status, code: verdict.code, title: titles.get(verdict.code) ?? 'Forbidden' }
  const { detail, missingScopes } = verdict
  const scopes = missingScopes === undefined ? {} : { scopes: missingScopes }
  return { ...refusal, detail, headers: limitHeaders(status, verdict), ...scopes }
}

function limitHeaders(status: number, verdict: DeniedVerdict): Record<string, string> {
  if (status !== 429) return {}
  const limits = verdict.rateLimits ?? []
  return { 'retry-after': String(retryAfterSeconds(limits)), ...rateLimitHeaders(limits) }
}
