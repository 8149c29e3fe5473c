import type { ServerResponse } from 'node:http'
import { Guard } from '../guards/guard.ts'
import { type GuardOptions, parseScopes, type RequiredScopes } from '../guards/guard-options.ts'
import { requireScopes } from '../guards/require-scopes.ts'
import { KeyturnRefusal } from '../refusals/refusal.ts'
import { type NodeRequest, nodeRequestFacts } from '../requests/node-request-facts.ts'
import type { RequestFacts } from '../requests/request-facts.ts'
import { webRequestFacts } from '../requests/web-request-facts.ts'
import { answerWeb } from './answer-web.ts'
import { type GuardControls, guardControls } from './guard-controls.ts'
import { GuardedRequest } from './guarded-request.ts'
import { type SettledRequest, settleOnClose } from './settle-on-close.ts'

/** For `new Hono<KeyturnEnv>()`: then `c.get('keyturn')` is known to be a `GuardedRequest`. */
export type KeyturnEnv = { Variables: { keyturn: GuardedRequest } }

/** What of Hono's context is used; any `Context` is one. */
export type HonoContext = {
  req: { raw: Request }
  res: Response
  error: Error | undefined
  env: unknown
  readonly executionCtx: { waitUntil(task: Promise<unknown>): void }
  set(name: string, value: unknown): void
  header(name: string, value: string): void
}

// biome-ignore lint/suspicious/noConfusingVoidType: what Hono's own type of middleware says
export type HonoMiddleware = (context: HonoContext, next: () => Promise<void>) => Promise<Response | void>

export type HonoGuard = HonoMiddleware &
  GuardControls & {
    /** For one route: asks for these scopes instead, or, behind `app.use(guard)`, for these too. */
    requiring(scopes: RequiredScopes): HonoMiddleware
  }

/** Middleware for Hono 4, on Node and on edge runtimes. Throws a TypeError on wrong options. */
export function keyturnHono(options: GuardOptions<HonoContext>): HonoGuard {
  const guard = new Guard(options)
  const admitted = new WeakMap<Request, GuardedRequest>()
  const middleware = (scopes?: RequiredScopes): HonoMiddleware => {
    if (scopes !== undefined) parseScopes(scopes)
    return async (context, next) => {
      const known = admitted.get(context.req.raw)
      if (known !== undefined) {
        if (scopes !== undefined) requireScopes(known.verdict, scopes)
        await next()
        return undefined
      }
      const startedAtMs = performance.now()
      const answer = await guard.check(factsOf(context), { scopes })
      const { verdict } = answer
      if (answer.admitted) {
        const guarded = new GuardedRequest(verdict)
        admitted.set(context.req.raw, guarded)
        context.set('keyturn', guarded)
        await next()
        // Hono has made an answer of the handler's error already; a refusal is answered as what it is.
        if (context.error instanceof KeyturnRefusal) context.res = answerWeb(guard, context.error.refusal)
        for (const [name, value] of Object.entries(answer.headers)) context.header(name, value)
      } else {
        context.res = answerWeb(guard, answer.refusal)
      }
      settle(guard, context, { verdict, startedAtMs })
    }
  }
  return Object.assign(middleware(), { requiring: middleware }, guardControls(guard))
}

function settle(guard: Guard<HonoContext>, context: HonoContext, admitted: SettledRequest): void {
  const { outgoing } = bindingsOf(context)
  if (isNodeResponse(outgoing)) {
    settleOnClose(guard, outgoing, admitted)
    return
  }
  const durationMs = performance.now() - admitted.startedAtMs
  guard.settle(admitted.verdict, { status: context.res.status, durationMs })
  guard.flushSoon(waitUntilOf(context))
}

/** On Node, Hono's server hands over the request of node:http, which knows repeated headers and the connection. */
function factsOf(context: HonoContext): RequestFacts<HonoContext> {
  const { incoming } = bindingsOf(context)
  if (isNodeRequest(incoming)) return nodeRequestFacts(context, incoming)
  return webRequestFacts(context, context.req.raw, undefined)
}

function bindingsOf({ env }: HonoContext): { incoming?: unknown; outgoing?: unknown } {
  return typeof env === 'object' && env !== null ? env : {}
}

function isNodeRequest(value: unknown): value is NodeRequest {
  return typeof value === 'object' && value !== null && 'rawHeaders' in value && 'socket' in value
}

function isNodeResponse(value: unknown): value is ServerResponse {
  return typeof value === 'object' && value !== null && 'writableEnded' in value && 'statusCode' in value
}

/** Reading `executionCtx` throws where the platform has none. */
function waitUntilOf(context: HonoContext): ((task: Promise<unknown>) => void) | undefined {
  try {
    const { executionCtx } = context
    return task => executionCtx.waitUntil(task)
  } catch {
    return undefined
  }
}
