import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { forFixedMembers } from '../logs/create-log.ts'
import type { FailureLog } from '../logs/failure-log.ts'
import type { RequestMetrics } from '../metrics/request-metrics.ts'
import type { Readiness } from '../process/readiness.ts'
import { allowedMethods, type RouteMethods, shadowedMethods } from './allowed-methods.ts'
import { browserHeaders } from './browser-headers.ts'
import { createNodeServer } from './create-node-server.ts'
import { canonicalUrl, guardRequest, maxBodyBytes } from './guard-request.ts'
import { HttpProblem } from './http-problem.ts'
import { turnFor } from './large-bodies.ts'
import { logRequest } from './log-request.ts'
import { nothingHere } from './nothing-here.ts'
import { parseJson } from './parse-json.ts'
import { assertReadableBody } from './read-body.ts'
import { newRequestId } from './request-id.ts'
import { sendProblem } from './send-problem.ts'
import { toProblem } from './to-problem.ts'

export type AppOptions = {
  log: Logger
  failures: FailureLog
  metrics: RequestMetrics
  /** The page that problem types point at. */
  helpUrl: string
  /** Whether clients come over https, so that browsers may be told to stay there. */
  isSecure: boolean
  /** Set once the process stops: each answer is then the last on its connection. */
  readiness: Readiness
  /** Every route, to tell a wrong method from a wrong address. */
  routes: readonly RouteMethods[]
  /** Answers a person who asks for a page at an address where nothing is; null for everybody else. */
  sendMissingPage: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null
}

/** The framework, closed down: strict parsing, problem details for every failure, no route yet. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    genReqId: newRequestId,
    requestIdHeader: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 8192 },
    serverFactory: listener => createNodeServer(listener, { helpUrl: options.helpUrl }),
    rewriteUrl: request => canonicalUrl(request.url ?? '/'),
  })
  parseOnlyJson(app)
  guardEveryRequest(app, options)
  answerFailures(app, options)
  refuseShadowedMethods(app, options.routes)
  return app
}

function parseOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: FastifyRequest, body: Buffer) => {
    if (body.length === 0) return undefined
    await turnFor(body)
    return parseJson(body)
  })
}

function guardEveryRequest(app: FastifyInstance, options: AppOptions): void {
  const requests = forFixedMembers(options.log)
  const fixed = { ...browserHeaders(options), 'cache-control': 'no-store' }
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, ...fixed })
    guardRequest(request.raw)
  })
  app.addHook('onSend', async (_, reply) => {
    // Fastify does this for requests that come in while it closes, not for those that were in flight before.
    if (options.readiness.isStopping()) reply.header('connection', 'close')
  })
  app.addHook('preParsing', async request => assertReadableBody(request.raw.headers))
  app.addHook('onResponse', async (request, reply) => {
    options.metrics.observe({
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    })
    logRequest(requests, request, reply)
  })
}

function answerFailures(
  app: FastifyInstance,
  { failures, helpUrl, routes, sendMissingPage }: AppOptions,
): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error)
    failures.report({ requestId: request.id, problem, error })
    return sendProblem(reply, problem, helpUrl)
  })
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(routes, request.raw.url ?? '/')
    if (allowed.length > 0) return sendProblem(reply, wrongMethod(allowed), helpUrl)
    return sendMissingPage(request, reply) ?? sendProblem(reply, nothingHere(), helpUrl)
  })
}

/** `GET /v1/keys/verify` asks for no key of that id: the address is another route's, which has no GET. */
function refuseShadowedMethods(app: FastifyInstance, routes: readonly RouteMethods[]): void {
  for (const path of new Set(routes.map(route => route.path).filter(each => !each.includes('{')))) {
    const method = shadowedMethods(routes, path)
    if (method.length === 0) continue
    const refuse = async () => {
      throw wrongMethod(allowedMethods(routes, path))
    }
    app.route({ method, url: path, onRequest: refuse, handler: refuse })
  }
}

function wrongMethod(allowed: string[]): HttpProblem {
  const list = allowed.join(', ')
  return new HttpProblem('method_not_allowed', `This address answers ${list}.`, { headers: { allow: list } })
}
