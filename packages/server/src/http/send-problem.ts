import type { FastifyReply } from 'fastify'
import type { HttpProblem } from './http-problem.ts'
import { problemAnswer } from './problem-answer.ts'

/** Answers a problem with the headers that its status asks for. */
export function sendProblem(reply: FastifyReply, problem: HttpProblem, helpUrl: string): FastifyReply {
  const { status, headers, body } = problemAnswer(problem, { requestId: reply.request.id, helpUrl })
  // Bytes, because Fastify gives text a charset, which this type does not have (RFC 9457, section 6.1).
  return reply.code(status).headers(headers).send(Buffer.from(body))
}
