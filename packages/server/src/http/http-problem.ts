import type { FieldError, ProblemCode } from '@keyturn/contract'

export type ProblemDetails = {
  errors?: FieldError[]
  headers?: Record<string, string>
  /** For the log only. */
  cause?: unknown
}

/** A refusal on the way in or out; answered as problem details. `message` is safe to show. */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly errors: FieldError[]
  readonly headers: Record<string, string>

  constructor(code: ProblemCode, detail: string, details: ProblemDetails = {}) {
    super(detail, { cause: details.cause })
    this.name = 'HttpProblem'
    this.code = code
    this.errors = details.errors ?? []
    this.headers = details.headers ?? {}
  }
}
