import { Guard } from '../guards/guard.ts'
import { assertKnown, type GuardOptions, parseScopes, type RequiredScopes } from '../guards/guard-options.ts'
import { KeyturnRefusal } from '../refusals/refusal.ts'
import { webRequestFacts } from '../requests/web-request-facts.ts'
import { answerWeb, withHeaders } from './answer-web.ts'
import type { GuardControls } from './guard-controls.ts'
import { GuardedRequest } from './guarded-request.ts'
import { nextThrownStatus } from './next-thrown-status.ts'

export type NextHandler<Incoming extends Request, Context> = (
  request: Incoming,
  context: Context,
  keyturn: GuardedRequest,
) => Response | Promise<Response>

export type NextGuard = GuardControls & {
  /** Wraps a route handler; `scopes` replaces those of the guard. What the handler throws, Next answers. */
  <Incoming extends Request, Context>(
    handler: NextHandler<Incoming, Context>,
    route?: { scopes?: RequiredScopes },
  ): (request: Incoming, context: Context) => Promise<Response>
}

/**
 * Guards route handlers of Next.js (`export const GET = guard(handler)`), and any other function from `Request` to
 * `Response`. Throws a TypeError on wrong options. `next build` runs the modules of routes where the settings of the
 * service are not there yet: options from a function are asked for, and checked, when the first request comes. Next
 * tells no address: keys that are bound to addresses need `peerAddress`. Give it `waitUntil: after` (from
 * `next/server`) where the platform freezes after an answer.
 */
export function keyturnNext(options: GuardOptions<Request> | (() => GuardOptions<Request>)): NextGuard {
  let opened = typeof options === 'function' ? null : new Guard(options)
  const open = () => {
    opened ??= new Guard(typeof options === 'function' ? options() : options)
    return opened
  }
  const wrap = <Incoming extends Request, Context>(
    handler: NextHandler<Incoming, Context>,
    route: { scopes?: RequiredScopes } = {},
  ) => {
    assertKnown(route, { scopes: true })
    if (route.scopes !== undefined) parseScopes(route.scopes)
    return async (request: Incoming, context: Context): Promise<Response> => {
      const startedAtMs = performance.now()
      const guard = open()
      const answer = await guard.check(webRequestFacts(request, request, undefined), { scopes: route.scopes })
      const settle = (status: number) => {
        guard.settle(answer.verdict, { status, durationMs: performance.now() - startedAtMs })
        guard.flushSoon(undefined)
      }
      const respond = (response: Response) => {
        settle(response.status)
        return response
      }
      if (!answer.admitted) return respond(answerWeb(guard, answer.refusal))
      try {
        const response = await handler(request, context, new GuardedRequest(answer.verdict))
        return respond(withHeaders(response, answer.headers))
      } catch (error) {
        if (error instanceof KeyturnRefusal) return respond(answerWeb(guard, error.refusal))
        settle(nextThrownStatus(error))
        throw error
      }
    }
  }
  const controls: GuardControls = {
    close: async () => opened?.close(),
    droppedOutcomes: () => opened?.droppedOutcomes ?? 0,
  }
  return Object.assign(wrap, controls)
}
