import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { GuardOptions } from '../guards/guard-options.ts'
import { keyturnFastify as plugin } from './keyturn-fastify.ts'

/** What of Fastify's request the options may look at. */
export type FastifyRequestFacts = {
  raw: IncomingMessage
  method: string
  url: string
  headers: IncomingHttpHeaders
}

/** A plugin without Fastify's types, which may not be installed: spelled as a method, its parameters compare loosely. */
type FastifyPlugin = {
  register(fastify: unknown, options: GuardOptions<FastifyRequestFacts>): Promise<void>
}['register']

/**
 * Fastify 5 plugin. Guards every route of the scope it is registered in and of the scopes registered after it, before
 * the body is read; register it first. Refuses to start on wrong options. `import '@keyturn/sdk/fastify'` adds
 * `request.keyturn` and the routes' `config.keyturn` to Fastify's types.
 */
export const keyturnFastify: FastifyPlugin = plugin
