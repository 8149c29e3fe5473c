import type { FastifyRequest } from 'fastify'

/**
 * The first words of the token that a request presents. They only choose what Keyturn is asked for: the API and the
 * environment that the token claims. A key that is of another one is refused, so nothing is taken on trust here.
 */
export type TokenWords = { prefix: string; environment: string }

const words = /^(?:bearer +)?([a-z0-9]+)_([a-z0-9]+)_/i

export function presentedWords(request: Pick<FastifyRequest, 'headers'>): TokenWords | null {
  const { 'x-api-key': apiKey, authorization } = request.headers
  const [, prefix, environment] = words.exec(String(apiKey ?? authorization ?? '')) ?? []
  return prefix === undefined || environment === undefined ? null : { prefix, environment }
}

/** `test` for a token of the sandbox, `live` for every other. */
export function presentedEnvironment(request: Pick<FastifyRequest, 'headers'>): 'live' | 'test' {
  return presentedWords(request)?.environment === 'test' ? 'test' : 'live'
}
