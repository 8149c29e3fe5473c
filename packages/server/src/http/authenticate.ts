import { type ProblemCode, rateLimitHeaders, retryAfterSeconds } from '@keyturn/contract'
import type { Authentication, Engine, Principal, RequestInfo } from '@keyturn/engine'
import { HttpProblem } from './http-problem.ts'
import { readCredential } from './read-credential.ts'

type Denial = Extract<Authentication, { ok: false }>
type DenialCode = Denial['code']

/**
 * What a denied credential is told. A key of another API or environment is no credential here at all: it gets the
 * answer of an unknown one, so that nobody can sort found keys by where they work.
 */
const denials = {
  valid: 'internal_error',
  malformed: 'invalid_api_key',
  not_found: 'invalid_api_key',
  revoked: 'key_revoked',
  disabled: 'key_disabled',
  expired: 'key_expired',
  organization_suspended: 'organization_suspended',
  wrong_api: 'invalid_api_key',
  wrong_environment: 'invalid_api_key',
  wrong_organization: 'invalid_api_key',
  ip_not_allowed: 'ip_not_allowed',
  endpoint_not_allowed: 'endpoint_not_allowed',
  insufficient_scope: 'insufficient_scope',
  rate_limited: 'rate_limited',
  credits_exhausted: 'credits_exhausted',
} as const satisfies Record<DenialCode, ProblemCode>

const unknownKey =
  'This key is not valid here. Compare it with the one that was issued, character by character.'

/**
 * The principal behind the credential of a request. A verification is recorded as itself, so its caller's own use is
 * not recorded besides. Throws `HttpProblem`; `fenced` passes through.
 */
export async function authenticate(
  engine: Engine,
  request: { rawHeaders: readonly string[]; info: RequestInfo; recorded: boolean },
): Promise<Principal> {
  const token = readCredential(request.rawHeaders)
  const authentication = await engine.verifier.authenticate(token, request.info, {
    recorded: request.recorded,
  })
  if (authentication.ok) return authentication.principal
  throw denied(authentication)
}

/** Who presents a key of any API, and what it may manage. Throws `HttpProblem`; `fenced` passes through. */
export async function identify(
  engine: Engine,
  request: { rawHeaders: readonly string[]; info: RequestInfo },
): Promise<object> {
  const token = readCredential(request.rawHeaders)
  const identification = await engine.verifier.identify(token, request.info)
  if (!identification.ok) throw denied(identification)
  const presented = engine.verifier.present(token)
  const principal = presented && engine.verifier.tryAuthenticate(presented, request.info)
  return { ...JSON.parse(identification.keyJson), reach: principal?.reach ?? null }
}

function denied({ code: reason, detail, rateLimits }: Denial): HttpProblem {
  const code = denials[reason]
  if (code === 'invalid_api_key') return new HttpProblem(code, unknownKey)
  if (code !== 'rate_limited') return new HttpProblem(code, detail)
  const limits = rateLimits ?? []
  const headers = { 'retry-after': String(retryAfterSeconds(limits)), ...rateLimitHeaders(limits) }
  return new HttpProblem(code, detail, { headers })
}
