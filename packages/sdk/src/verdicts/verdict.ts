import type { VerifyResponse } from '@keyturn/contract/client'

/** A key as a verdict shows it: never its secret. */
export type VerifiedKey = NonNullable<VerifyResponse['key']>

export type RateLimitState = NonNullable<VerifyResponse['rateLimits']>[number]

type VerdictState = Pick<VerifyResponse, 'verificationId' | 'rateLimits' | 'credits'>

export type ValidVerdict = VerdictState & { valid: true; code: 'valid'; key: VerifiedKey }

export type DeniedVerdict = VerdictState & {
  valid: false
  code: Exclude<VerifyResponse['code'], 'valid'>
  /** What the protected API should answer. */
  status: number
  /** A sentence that says what to do; safe to show. */
  detail: string
  /** Absent for `malformed` and `not_found`. */
  key?: VerifiedKey
  missingScopes?: string[]
}

/** What a presented key is worth for a request. */
export type Verdict = ValidVerdict | DeniedVerdict

/** A verdict on a key of a protected API, where every key belongs to an organization. */
export type AdmittedVerdict = ValidVerdict & { key: VerifiedKey & { organizationId: string } }
