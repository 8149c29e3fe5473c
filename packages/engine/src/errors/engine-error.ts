/** Every way in which the engine refuses; one table in the server maps each to its status. */
export type EngineErrorCode =
  | 'invalid_input'
  | 'invalid_cursor'
  | 'not_found'
  | 'conflict'
  | 'key_exists'
  | 'idempotency_mismatch'
  | 'rate_limited'
  | 'key_not_active'
  | 'rotation_in_progress'
  | 'reveal_not_allowed'
  | 'insufficient_scope'
  | 'insufficient_permission'
  | 'session_ended'
  | 'invalid_credentials'
  | 'reauthentication_required'
  | 'last_owner'
  | 'precondition_failed'
  | 'storage_unavailable'
  | 'storage_full'
  | 'audit_unavailable'
  | 'overloaded'
  | 'fenced'
  | 'sealed'
  | 'invalid_second_factor'
  | 'challenge_expired'
  | 'mfa_required'
  | 'sso_required'
  | 'sso_refused'
  | 'decryption_failed'

/** Points at one wrong field, as an RFC 6901 JSON pointer into the request's body. */
export type FieldError = { pointer: string; message: string }

export type EngineErrorOptions = {
  /** For the log only; never shown. */
  cause?: unknown
  errors?: FieldError[]
  /** When a retry can succeed, in seconds. */
  retryAfterSeconds?: number
}

/** A refusal. `message` is a sentence that may be shown to whoever asked; `cause` is for the log. */
export class EngineError extends Error {
  readonly code: EngineErrorCode
  readonly errors: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: EngineErrorCode, message: string, options: EngineErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'EngineError'
    this.code = code
    this.errors = options.errors
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** Refuses well-formed input that breaks rules, naming every field that does. */
export function invalidInput(errors: FieldError[]): EngineError {
  const first = errors[0]
  const detail =
    errors.length === 1 && first ? first.message : `${errors.length} fields are not acceptable; see errors.`
  return new EngineError('invalid_input', detail, { errors })
}

export function notFound(): EngineError {
  return new EngineError('not_found', 'There is nothing here that you can reach. Check the id.')
}
