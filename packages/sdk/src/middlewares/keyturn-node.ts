import type { IncomingMessage, ServerResponse } from 'node:http'
import { Guard } from '../guards/guard.ts'
import { assertKnown, type GuardOptions, parseScopes, type RequiredScopes } from '../guards/guard-options.ts'
import { KeyturnRefusal } from '../refusals/refusal.ts'
import { nodeRequestFacts } from '../requests/node-request-facts.ts'
import type { AdmittedVerdict } from '../verdicts/verdict.ts'
import { answerNode } from './answer-node.ts'
import { type GuardControls, guardControls } from './guard-controls.ts'
import { settleOnClose } from './settle-on-close.ts'

export type GuardedHandler<Verdict> = (
  request: IncomingMessage,
  response: ServerResponse,
  verdict: Verdict,
) => unknown

export type NodeGuard<Verdict> = GuardControls & {
  /** Wraps a handler; `scopes` replaces those of the guard. An error in the handler rejects the promise. */
  (
    handler: GuardedHandler<Verdict>,
    route?: { scopes?: RequiredScopes },
  ): (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

type NodeGuardOptions = GuardOptions<IncomingMessage>

/** Guards handlers of node:http. Throws a TypeError on wrong options. With `onUnavailable: 'allow'` the verdict may be null. */
export function keyturnNode(
  options: NodeGuardOptions & { onUnavailable: 'allow' },
): NodeGuard<AdmittedVerdict | null>
export function keyturnNode(
  options: NodeGuardOptions & { onUnavailable?: 'deny' },
): NodeGuard<AdmittedVerdict>
export function keyturnNode(options: NodeGuardOptions): NodeGuard<never> {
  const guard = new Guard(options)
  const wrap = (handler: GuardedHandler<never>, route: { scopes?: RequiredScopes } = {}) => {
    assertKnown(route, { scopes: true })
    if (route.scopes !== undefined) parseScopes(route.scopes)
    return async (request: IncomingMessage, response: ServerResponse) => {
      const startedAtMs = performance.now()
      const answer = await guard.check(nodeRequestFacts(request, request), { scopes: route.scopes })
      const { verdict } = answer
      settleOnClose(guard, response, { verdict, startedAtMs })
      if (!answer.admitted) return answerNode(guard, answer.refusal, response)
      response.setHeaders(new Map(Object.entries(answer.headers)))
      try {
        // The overloads tie the handler's verdict to the options; in here it is only passed on.
        await handler(request, response, verdict as never)
      } catch (error) {
        if (!(error instanceof KeyturnRefusal) || response.headersSent) throw error
        answerNode(guard, error.refusal, response)
      }
    }
  }
  return Object.assign(wrap, guardControls(guard))
}
