import { type ProblemCode, problemDefinitions, redactTokens } from '@keyturn/contract'
import { EngineError, type EngineErrorCode } from '@keyturn/engine'
import type { FastifyError } from 'fastify'
import { HttpProblem } from './http-problem.ts'

/** A new code of the engine does not compile until it has a row here. */
const fromEngine = {
  invalid_input: 'invalid_input',
  invalid_cursor: 'invalid_cursor',
  not_found: 'not_found',
  conflict: 'conflict',
  key_exists: 'key_exists',
  idempotency_mismatch: 'idempotency_mismatch',
  rate_limited: 'rate_limited',
  key_not_active: 'key_not_active',
  rotation_in_progress: 'rotation_in_progress',
  reveal_not_allowed: 'reveal_not_allowed',
  insufficient_scope: 'insufficient_scope',
  insufficient_permission: 'insufficient_permission',
  session_ended: 'session_ended',
  invalid_credentials: 'invalid_credentials',
  reauthentication_required: 'reauthentication_required',
  last_owner: 'last_owner',
  precondition_failed: 'precondition_failed',
  storage_unavailable: 'storage_unavailable',
  storage_full: 'storage_full',
  audit_unavailable: 'audit_unavailable',
  overloaded: 'overloaded',
  fenced: 'fenced',
  sealed: 'sealed',
  invalid_second_factor: 'invalid_second_factor',
  challenge_expired: 'challenge_expired',
  mfa_required: 'mfa_required',
  sso_required: 'sso_required',
  sso_refused: 'sso_refused',
  decryption_failed: 'decryption_failed',
} as const satisfies Record<EngineErrorCode, ProblemCode>

/** Whatever was thrown as a problem. What nobody foresaw becomes 500 without any detail. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof EngineError) return fromEngineError(error)
  if (isFastifyError(error)) return fromFastify(error)
  if (isCutOff(error)) {
    return new HttpProblem('malformed_request', 'The connection ended before the request did.', closing)
  }
  return new HttpProblem('internal_error', 'Something went wrong here. Report the request id.', {
    cause: error,
  })
}

function fromEngineError(error: EngineError): HttpProblem {
  const code = fromEngine[error.code]
  const wait = error.retryAfterSeconds ?? (problemDefinitions[code].status === 503 ? 1 : null)
  return new HttpProblem(code, error.message, {
    ...(error.errors ? { errors: error.errors } : {}),
    headers: {
      ...(wait === null ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait))) }),
      ...(code === 'insufficient_scope' ? { 'www-authenticate': scopeChallenge(error.message) } : {}),
    },
    cause: error.cause,
  })
}

/** RFC 6750, section 3.1: names the scope where the sentence does. */
function scopeChallenge(message: string): string {
  const scope = /\b[a-z]+:[a-z]+\b/.exec(message)?.[0]
  return `Bearer realm="keyturn", error="insufficient_scope"${scope ? `, scope="${scope}"` : ''}`
}

/** What node:http reads from a client that hangs up in the middle of a body; nothing of ours has failed. */
function isCutOff(error: unknown): boolean {
  return (
    error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET'
  )
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_ERR_')
}

/** Fastify's own sentences may repeat input, so each gets one of ours. */
function fromFastify(error: FastifyError): HttpProblem {
  const status = error.statusCode ?? 500
  if (status === 413) return new HttpProblem('body_too_large', 'The body is larger than 1 MiB.', closing)
  if (status === 415) {
    return new HttpProblem('unsupported_media_type', 'Send the body as Content-Type: application/json.')
  }
  if (status === 404) return new HttpProblem('not_found', 'There is nothing at this address.')
  if (status < 500) return new HttpProblem('malformed_request', 'The request is malformed.', closing)
  return new HttpProblem('internal_error', 'Something went wrong here. Report the request id.', {
    cause: error,
  })
}

const closing = { headers: { connection: 'close' } }

/** The body of a problem answer (RFC 9457). `helpUrl` is the page whose rows are the codes. */
export function problemBody(problem: HttpProblem, input: { requestId: string; helpUrl: string }): string {
  const { status, title } = problemDefinitions[problem.code]
  return JSON.stringify({
    type: `${input.helpUrl}#${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: redactTokens(problem.message),
    requestId: input.requestId,
    ...(problem.errors.length > 0
      ? {
          errors: problem.errors.slice(0, 20).map(({ pointer, message }) => ({
            pointer: redactTokens(pointer).slice(0, 200),
            message: redactTokens(message),
          })),
        }
      : {}),
  })
}
