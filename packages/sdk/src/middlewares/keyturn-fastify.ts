import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { Guard } from '../guards/guard.ts'
import {
  assertCost,
  assertKnown,
  type CostOption,
  type GuardOptions,
  parseScopes,
  type RequiredScopes,
} from '../guards/guard-options.ts'
import { KeyturnRefusal, type Refusal } from '../refusals/refusal.ts'
import { nodeRequestFacts } from '../requests/node-request-facts.ts'
import { type GuardControls, guardControls } from './guard-controls.ts'
import { GuardedRequest } from './guarded-request.ts'
import { settleOnClose } from './settle-on-close.ts'

/** `config.keyturn` of a route: its own scopes and cost, or `false` for a route that anybody may call. */
export type RouteGuard = { scopes: RequiredScopes; cost?: CostOption<FastifyRequest> } | false

declare module 'fastify' {
  interface FastifyRequest {
    /** Verdict on the presented key. Reading it on a public route throws. */
    keyturn: GuardedRequest
  }
  interface FastifyContextConfig {
    keyturn?: RouteGuard
  }
  interface FastifyInstance {
    keyturn: Pick<GuardControls, 'droppedOutcomes'>
  }
}

/** What Fastify takes for itself from the options of any plugin, and leaves among them. */
const fastifys = { prefix: true, logLevel: true, logSerializers: true } as const

/**
 * Fastify 5 plugin. Guards every route of the scope it is registered in and of the scopes registered after
 * it, before the body is read; register it first. Refuses to start on wrong options.
 */
export const keyturnFastify: FastifyPluginAsync<GuardOptions<FastifyRequest>> = async (fastify, options) => {
  const guard = new Guard(options, fastifys)
  const guarded = new WeakMap<FastifyRequest, GuardedRequest>()
  fastify.decorateRequest('keyturn', {
    getter(this: FastifyRequest) {
      const state = guarded.get(this)
      if (state === undefined)
        throw new Error('request.keyturn was read on a route that Keyturn does not guard')
      return state
    },
  })
  fastify.decorate('keyturn', { droppedOutcomes: guardControls(guard).droppedOutcomes })
  fastify.addHook('onRoute', route => prepareRoute(guard, route))
  fastify.addHook('onRequest', async (request, reply) => {
    const config = request.routeOptions.config.keyturn
    if (request.is404 || config === false) return
    const startedAtMs = performance.now()
    const answer = await guard.check(nodeRequestFacts(request, request.raw), config)
    const { verdict } = answer
    guarded.set(request, new GuardedRequest(verdict))
    settleOnClose(guard, reply.raw, { verdict, startedAtMs })
    if (!answer.admitted) return sendRefusal(guard, answer.refusal, request, reply)
    reply.headers(answer.headers)
  })
  fastify.addHook('onClose', () => guard.close())
}

// Without this mark Fastify would confine the guard to a scope of its own, and every route would stay open.
Object.assign(keyturnFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'keyturn',
  [Symbol.for('plugin-meta')]: { name: 'keyturn', fastify: '5.x' },
})

/** Checks the route's scopes at the start, and lets refusals thrown by its handler be answered as problems. */
function prepareRoute(guard: Guard<FastifyRequest>, route: RouteOptions): void {
  const config = route.config?.keyturn
  if (config === false) return
  if (config !== undefined) {
    assertKnown(config, { scopes: true, cost: true })
    parseScopes(config.scopes)
    if (config.cost !== undefined) assertCost(config.cost)
  }
  const own = route.errorHandler
  route.errorHandler = function (this: FastifyInstance, error, request, reply) {
    if (error instanceof KeyturnRefusal) return sendRefusal(guard, error.refusal, request, reply)
    if (own === undefined) throw error
    return own.call(this, error, request, reply)
  }
}

function sendRefusal(
  guard: Guard<FastifyRequest>,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, headers, body } = guard.render(refusal, request.id)
  return reply.code(status).headers(headers).serializer(String).send(body)
}
