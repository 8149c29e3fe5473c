import type { FastifyReply, FastifyRequest } from 'fastify'

export type FieldError = { pointer: string; message: string }

export type Problem = {
  status: number
  code: string
  title: string
  detail: string
  errors?: FieldError[]
}

/** Thrown by handlers; answered as `application/problem+json` (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

export function notFound(detail: string): ProblemError {
  return new ProblemError({ status: 404, code: 'not_found', title: 'Not found', detail })
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .header('x-request-id', request.id)
    .serializer(String)
    .send(JSON.stringify({ type: 'about:blank', ...problem, requestId: request.id }))
}
