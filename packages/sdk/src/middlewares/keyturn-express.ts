import type { ServerResponse } from 'node:http'
import { Guard } from '../guards/guard.ts'
import { type GuardOptions, parseScopes, type RequiredScopes } from '../guards/guard-options.ts'
import { requireScopes } from '../guards/require-scopes.ts'
import { KeyturnRefusal } from '../refusals/refusal.ts'
import { type NodeRequest, nodeRequestFacts } from '../requests/node-request-facts.ts'
import { answerNode } from './answer-node.ts'
import { type GuardControls, guardControls } from './guard-controls.ts'
import { GuardedRequest } from './guarded-request.ts'
import { settleOnClose } from './settle-on-close.ts'

declare global {
  namespace Express {
    interface Request {
      /** Verdict on the presented key, behind `keyturnExpress`. */
      keyturn: GuardedRequest
    }
  }
}

type ExpressRequest = NodeRequest & { keyturn?: GuardedRequest }
type Next = (error?: unknown) => void

export type ExpressMiddleware = (request: NodeRequest, response: ServerResponse, next: Next) => void

export type ExpressGuard = ExpressMiddleware &
  GuardControls & {
    /** For one route: asks for these scopes instead, or, behind `app.use(guard)`, for these too. */
    requiring(scopes: RequiredScopes): ExpressMiddleware
    /** Answers what handlers refuse by `request.keyturn`; comes after the routes, as all handlers of errors do. */
    answerRefusals: (error: unknown, request: NodeRequest, response: ServerResponse, next: Next) => void
  }

/** Middleware for Express 5. Throws a TypeError on wrong options. */
export function keyturnExpress(options: GuardOptions<NodeRequest>): ExpressGuard {
  const guard = new Guard(options)
  const admitted = new WeakMap<NodeRequest, GuardedRequest>()
  const check = async (
    request: ExpressRequest,
    response: ServerResponse,
    scopes?: RequiredScopes,
  ): Promise<void> => {
    const known = admitted.get(request)
    if (known !== undefined) {
      if (scopes !== undefined) requireScopes(known.verdict, scopes)
      return
    }
    const startedAtMs = performance.now()
    const answer = await guard.check(nodeRequestFacts(request, request), { scopes })
    const { verdict } = answer
    settleOnClose(guard, response, { verdict, startedAtMs })
    if (!answer.admitted) throw new KeyturnRefusal(answer.refusal)
    response.setHeaders(new Map(Object.entries(answer.headers)))
    request.keyturn = new GuardedRequest(verdict)
    admitted.set(request, request.keyturn)
  }
  const middleware = (scopes?: RequiredScopes): ExpressMiddleware => {
    if (scopes !== undefined) parseScopes(scopes)
    return (request, response, next) => {
      check(request, response, scopes).then(
        () => next(),
        error => answerRefusals(error, request, response, next),
      )
    }
  }
  const answerRefusals: ExpressGuard['answerRefusals'] = (error, _, response, next) => {
    if (!(error instanceof KeyturnRefusal) || response.headersSent) return next(error)
    answerNode(guard, error.refusal, response)
  }
  return Object.assign(middleware(), { requiring: middleware, answerRefusals }, guardControls(guard))
}
