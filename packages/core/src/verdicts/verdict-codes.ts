/** Every verdict, in the order in which they are decided after `valid`. */
export const verdictCodes = [
  'valid',
  'malformed',
  'not_found',
  'revoked',
  'disabled',
  'expired',
  'organization_suspended',
  'wrong_api',
  'wrong_environment',
  'wrong_organization',
  'ip_not_allowed',
  'endpoint_not_allowed',
  'insufficient_scope',
  'rate_limited',
  'credits_exhausted',
] as const

export type VerdictCode = (typeof verdictCodes)[number]

export type VerdictStatus = 200 | 401 | 402 | 403 | 429

const statuses: Readonly<Record<VerdictCode, VerdictStatus>> = {
  valid: 200,
  malformed: 401,
  not_found: 401,
  revoked: 401,
  disabled: 401,
  expired: 401,
  organization_suspended: 403,
  wrong_api: 403,
  wrong_environment: 403,
  wrong_organization: 403,
  ip_not_allowed: 403,
  endpoint_not_allowed: 403,
  insufficient_scope: 403,
  rate_limited: 429,
  credits_exhausted: 402,
}

/** The HTTP status that the API in front of the key should answer. */
export function verdictStatus(code: VerdictCode): VerdictStatus {
  return statuses[code]
}
