import type { IncomingAnswer } from './exchange.ts'
import type { Problem } from './generated/types.ts'

/** The closed list of codes of problem answers. */
export type ProblemCode = Problem['code']

/** What is wrong with one member of a body, or with one parameter. */
export type FieldError = NonNullable<Problem['errors']>[number]

/** What the client itself found; the server never answers these. */
export type ClientErrorCode = 'unreachable' | 'timeout' | 'invalid_answer' | 'secret_lost'

export type KeyturnErrorDetails = {
  status: number
  code: ProblemCode | ClientErrorCode
  detail: string
  requestId?: string | null
  errors?: FieldError[]
  retryAfterSeconds?: number | null
  cause?: unknown
}

/** A refused or failed call. `status` is 0 when no answer came. */
export class KeyturnError extends Error {
  readonly status: number
  readonly code: ProblemCode | ClientErrorCode
  readonly detail: string
  readonly requestId: string | null
  readonly errors: FieldError[]
  /** What `Retry-After` said, in seconds. */
  readonly retryAfterSeconds: number | null

  constructor(details: KeyturnErrorDetails) {
    super(`${details.code}: ${details.detail}`, { cause: details.cause })
    this.name = 'KeyturnError'
    this.status = details.status
    this.code = details.code
    this.detail = details.detail
    this.requestId = details.requestId ?? null
    this.errors = details.errors ?? []
    this.retryAfterSeconds = details.retryAfterSeconds ?? null
  }
}

/** Reads a problem answer; anything else that is not a success becomes `invalid_answer`. */
export function toKeyturnError(answer: IncomingAnswer): KeyturnError {
  const problem = parseProblem(answer.text)
  const retryAfter = Number(answer.header('retry-after') ?? Number.NaN)
  const requestId = answer.header('x-request-id')
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null
  if (!problem) {
    return new KeyturnError({
      status: answer.status,
      code: 'invalid_answer',
      detail: `The server answered ${answer.status} without problem details. Is this the address of Keyturn?`,
      requestId,
      retryAfterSeconds,
    })
  }
  return new KeyturnError({
    status: answer.status,
    code: problem.code,
    detail: problem.detail,
    requestId: problem.requestId ?? requestId,
    errors: problem.errors ?? [],
    retryAfterSeconds,
  })
}

function parseProblem(text: string): Problem | null {
  try {
    const value: unknown = JSON.parse(text)
    return isProblem(value) ? value : null
  } catch {
    return null
  }
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false
  return (
    'code' in value && typeof value.code === 'string' && 'detail' in value && typeof value.detail === 'string'
  )
}
