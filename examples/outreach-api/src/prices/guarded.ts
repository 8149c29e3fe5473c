import type { RequiredScopes } from '@keyturn/sdk'
import type { FastifyRequest, RouteShorthandOptions } from 'fastify'
import { presentedEnvironment } from '../callers/presented-token.ts'
import { prices } from './prices.ts'

/** Route options: the scopes that a key needs, and what the call draws from its credits and limits. */
export function guarded(
  scopes: RequiredScopes,
  credits: number = prices.call,
): RouteShorthandOptions & { config: object } {
  const cost = (request: FastifyRequest) => (presentedEnvironment(request) === 'test' ? 0 : credits)
  return { config: { keyturn: { scopes, cost } } }
}
