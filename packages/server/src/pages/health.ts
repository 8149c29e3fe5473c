import type { Engine } from '@keyturn/engine'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../process/readiness.ts'

/** `/healthz`: the process lives. `/readyz`: it may serve; off from the moment it starts to stop. */
export function registerHealth(app: FastifyInstance, input: { engine: Engine; readiness: Readiness }): void {
  app.get('/healthz', (_, reply) => reply.send({ status: 'ok' }))
  app.get('/readyz', (_, reply) => {
    const { ready, problems } = input.engine.status()
    const reasons = input.readiness.isStopping() ? ['stopping', ...problems] : problems
    if (ready && reasons.length === 0) return reply.send({ status: 'ready', problems: [] })
    return reply.code(503).header('retry-after', '1').send({ status: 'not_ready', problems: reasons })
  })
}
