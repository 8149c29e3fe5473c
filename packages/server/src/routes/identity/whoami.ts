import type { FastifyInstance } from 'fastify'
import { identify } from '../../http/authenticate.ts'
import { parseParameters } from '../../http/parse-input.ts'
import { parseQuery } from '../../http/parse-query.ts'
import { requestInfo } from '../../http/request-info.ts'
import { noMembers } from '../no-members.ts'
import type { RouteOptions } from '../register-operation.ts'

/** The one call that takes keys of any API: they are told what they are, and manage nothing. */
export function registerWhoami(
  app: FastifyInstance,
  { engine, clientAddress }: Pick<RouteOptions, 'engine' | 'clientAddress'>,
): void {
  app.get('/v1/whoami', async (request, reply) => {
    const { rawHeaders } = request.raw
    const identity = await identify(engine, { rawHeaders, info: requestInfo(request, clientAddress) })
    parseParameters(noMembers, parseQuery(request.raw.url ?? ''))
    return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(identity))
  })
}
