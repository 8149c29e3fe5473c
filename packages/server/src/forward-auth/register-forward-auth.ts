import type { IncomingMessage } from 'node:http'
import { type Engine, systemPrincipal } from '@keyturn/engine'
import type { FastifyInstance } from 'fastify'
import { browserHeaders } from '../http/browser-headers.ts'
import { toProblem } from '../http/to-problem.ts'
import type { FailureLog } from '../logs/failure-log.ts'
import { type GatewayAnswer, gatewayAnswer, isForGateway, refusal } from './gateway-answer.ts'
import type { ReadQuestion } from './gateway-request.ts'
import { QuestionHeaders } from './question-headers.ts'

export type ForwardAuthOptions = {
  engine: Engine
  failures: FailureLog
  helpUrl: string
  readQuestion: ReadQuestion
}

/** The gateway has shown by its address who it is; its questions are Keyturn's own. */
export const gatewayPrincipal = systemPrincipal('forward-auth')
export const forwardAuthPath = '/v1/forward-auth'
const browserHeaderNames = Object.keys(browserHeaders({ isSecure: true }))
/** HEAD goes with GET. TRACE and CONNECT are nobody's. */
export const forwardAuthMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** The ordinary lane of forward-auth. It answers before a body is looked at, which is the upstream's business. */
export function registerForwardAuth(app: FastifyInstance, options: ForwardAuthOptions): void {
  app.route({
    method: [...forwardAuthMethods],
    url: forwardAuthPath,
    onRequest: async (request, reply) => {
      const { status, headers, body } = await answer(request.raw, { ...options, requestId: request.id })
      if (isForGateway(status)) for (const name of browserHeaderNames) reply.removeHeader(name)
      return reply
        .code(status)
        .headers(headers)
        .send(body === '' ? undefined : Buffer.from(body))
    },
    handler: async () => {
      throw new Error('forward-auth is answered before this')
    },
  })
}

async function answer(
  { url: target = '', rawHeaders, socket }: IncomingMessage,
  { engine, failures, helpUrl, readQuestion, requestId }: ForwardAuthOptions & { requestId: string },
): Promise<GatewayAnswer> {
  const asked = { target, requestId, helpUrl }
  try {
    const headers = QuestionHeaders.of(rawHeaders)
    const question = readQuestion({ target, headers, peer: socket.remoteAddress })
    return gatewayAnswer(await engine.verifier.admit(gatewayPrincipal, question), asked)
  } catch (error) {
    const problem = toProblem(error)
    failures.report({ requestId, problem, error })
    return refusal(problem, asked)
  }
}
