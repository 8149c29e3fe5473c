/** The codes that a guard itself decides; every other refusal carries the code of a verdict. */
const ownRefusals = {
  missing_credential: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Send your API key in the header X-API-Key or as Authorization: Bearer <key>.',
  },
  invalid_api_key: {
    status: 401,
    title: 'Invalid API key',
    detail: 'Check that the whole key was copied, or create a new one.',
  },
  multiple_credentials: {
    status: 400,
    title: 'Multiple credentials',
    detail: 'Send the key in X-API-Key or in Authorization, not in both.',
  },
  duplicate_header: {
    status: 400,
    title: 'Duplicate header',
    detail: 'Send the header that carries the key exactly once.',
  },
  credential_in_url: {
    status: 400,
    title: 'Credential in the URL',
    detail:
      'URLs end up in logs. Send the key in the header X-API-Key, and rotate a key that was sent like this.',
  },
  headers_too_large: {
    status: 431,
    title: 'Headers too large',
    detail: 'Send at most 100 header fields.',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    detail: 'Use a key that has the scopes that this call needs.',
  },
  wrong_environment: {
    status: 403,
    title: 'Wrong environment',
    detail: 'This key belongs to another environment. Use a key of the environment that you are calling.',
  },
  wrong_organization: {
    status: 403,
    title: 'Wrong organization',
    detail: 'The resource belongs to another organization than the key.',
  },
  verification_unavailable: {
    status: 503,
    title: 'Verification unavailable',
    detail: 'The key could not be checked at the moment. Try again shortly.',
  },
} as const

export type OwnRefusalCode = keyof typeof ownRefusals

/** An answer other than the protected handler's own, ready to be rendered as a problem (RFC 9457). */
export type Refusal = {
  status: number
  code: string
  title: string
  detail: string
  headers: Record<string, string>
  /** What an `insufficient_scope` lacks; told in WWW-Authenticate. */
  scopes?: readonly string[]
}

type RefusalExtra = { retryAfterSeconds?: number; scopes?: readonly string[] }

export function refuse(code: OwnRefusalCode, extra: RefusalExtra = {}): Refusal {
  const headers: Record<string, string> = {}
  if (extra.retryAfterSeconds !== undefined) {
    headers['retry-after'] = String(Math.max(1, Math.ceil(extra.retryAfterSeconds)))
  }
  const { detail } = ownRefusals[code]
  const { scopes = [] } = extra
  if (scopes.length === 0) return { ...ownRefusals[code], code, headers }
  return { ...ownRefusals[code], detail: `${detail} Missing: ${scopes.join(', ')}.`, code, headers, scopes }
}

/** Thrown by code behind a guard to refuse the request; the guard answers with it. */
export class KeyturnRefusal extends Error {
  override readonly name = 'KeyturnRefusal'
  readonly refusal: Refusal
  readonly statusCode: number
  readonly code: string

  constructor(refusal: Refusal) {
    super(refusal.detail)
    this.refusal = refusal
    this.statusCode = refusal.status
    this.code = refusal.code
  }
}
