import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'

/** Routes that are called all the time; their lines are for debugging only. */
const frequent = new Set([
  '/v1/keys/verify',
  '/v1/keys/verify-batch',
  '/v1/forward-auth',
  '/v1/usage/outcomes',
  '/healthz',
  '/readyz',
  '/metrics',
])

/** One line per request: the route's template, never the address, whose ids and parameters are nobody's business. */
export function logRequest(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? null
  const level = route !== null && frequent.has(route) ? 'debug' : 'info'
  log[level](
    {
      requestId: request.id,
      method: request.method,
      route,
      ...callerOf(request),
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    },
    'request',
  )
}

/** Who asked, where a credential was accepted. */
function callerOf({ caller }: FastifyRequest): { keyId?: string; userId?: string; portalSessionId?: string } {
  const principal = caller?.principal
  if (principal?.type === 'portal') return { portalSessionId: principal.portalSessionId }
  if (principal?.type === 'key') return { keyId: principal.keyId }
  return principal?.type === 'user' ? { userId: principal.userId } : {}
}
