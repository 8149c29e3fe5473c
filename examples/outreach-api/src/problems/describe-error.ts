import { type Problem, ProblemError } from './problem.ts'

/** Fastify's own errors by code; everything else of status 4xx is a malformed request. */
const frameworkProblems = new Map<string, Problem>([
  [
    'FST_ERR_CTP_BODY_TOO_LARGE',
    problem(413, 'body_too_large', 'Body too large', 'Send a body of at most 64 KiB.'),
  ],
  [
    'FST_ERR_CTP_INVALID_MEDIA_TYPE',
    problem(415, 'unsupported_media_type', 'Unsupported media type', 'Send Content-Type: application/json.'),
  ],
])

/** The problem that an error is answered with. What is not known to be safe to show becomes a bare 500. */
export function describeError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  const { code, statusCode } = error instanceof Error ? (error as Partial<FrameworkError>) : {}
  const known = frameworkProblems.get(code ?? '')
  if (known !== undefined) return known
  if (statusCode !== undefined && statusCode >= 400 && statusCode <= 499) {
    return problem(statusCode, 'malformed_request', 'Malformed request', 'Send a well-formed HTTP request.')
  }
  return problem(500, 'internal_error', 'Internal error', 'Report the request id.')
}

type FrameworkError = { code: string; statusCode: number }

function problem(status: number, code: string, title: string, detail: string): Problem {
  return { status, code, title, detail }
}
