import { createServer, type RequestListener, type Server } from 'node:http'
import { answerFramingError, writeProblem } from './answer-framing-error.ts'
import { HttpProblem } from './http-problem.ts'

export type NodeServerOptions = { helpUrl: string }

/**
 * node:http with the bounds of this server. A client that sends slowly, opens many connections or never finishes
 * costs one socket for a bounded time; what the parser refuses is answered as problem details.
 */
export function createNodeServer(listener: RequestListener, { helpUrl }: NodeServerOptions): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16_384,
      // The guard refuses a missing Host; node would do it without a body.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    listener,
  )
  // Who has nothing more to ask may still listen. Not in node's types, as old as it is.
  Object.assign(server, { httpAllowHalfOpen: true })
  // No limit here: node would drop what is above it without a word. The guard counts and refuses.
  server.maxHeadersCount = 0
  server.maxRequestsPerSocket = 1_000
  server.on('clientError', (error: Error, socket) => answerFramingError(error, socket as never, helpUrl))
  server.on('connect', (_, socket) => {
    const problem = new HttpProblem('method_not_allowed', 'This server is no proxy.', {
      headers: { allow: 'GET, POST, PATCH, DELETE' },
    })
    writeProblem(socket as never, problem, helpUrl)
  })
  server.on('checkExpectation', (request, response) => {
    // The ordinary path answers it; `guardRequest` refuses the header there.
    listener(request, response)
  })
  return server
}
