import { problemDefinitions } from '@keyturn/contract'
import type { HttpProblem } from './http-problem.ts'
import { problemBody } from './to-problem.ts'

export type ProblemAnswer = { status: number; headers: Record<string, string>; body: string }

/** A problem with the headers that its status asks for. */
export function problemAnswer(
  problem: HttpProblem,
  input: { requestId: string; helpUrl: string },
): ProblemAnswer {
  const { status } = problemDefinitions[problem.code]
  const mustWait = status === 503 && !problem.headers['retry-after']
  const headers = {
    ...(status === 401 ? { 'www-authenticate': challenge(problem) } : {}),
    ...(mustWait ? { 'retry-after': '1' } : {}),
    ...problem.headers,
    'content-type': 'application/problem+json',
  }
  return { status, headers, body: problemBody(problem, input) }
}

/** RFC 6750, section 3: no error code when no credential came. */
function challenge(problem: HttpProblem): string {
  const isMissing = problem.code === 'missing_credential'
  return isMissing ? 'Bearer realm="keyturn"' : 'Bearer realm="keyturn", error="invalid_token"'
}
