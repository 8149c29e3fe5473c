import type { Engine } from '@keyturn/engine'
import type { FastifyInstance } from 'fastify'
import { authenticate } from '../http/authenticate.ts'
import type { ClientAddress } from '../http/client-address.ts'
import { HttpProblem } from '../http/http-problem.ts'
import { requestInfo } from '../http/request-info.ts'
import type { RequestMetrics } from '../metrics/request-metrics.ts'

type MetricsPageInput = { engine: Engine; clientAddress: ClientAddress; metrics: RequestMetrics }

/** `/metrics` for management keys with `metrics:read`; figures say how much a vendor's customers do. */
export function registerMetrics(app: FastifyInstance, input: MetricsPageInput): void {
  app.get('/metrics', async (request, reply) => {
    const info = requestInfo(request, input.clientAddress)
    const principal = await authenticate(input.engine, {
      rawHeaders: request.raw.rawHeaders,
      info,
      recorded: true,
    })
    if (!principal.scopes.grants('metrics:read')) {
      throw new HttpProblem('insufficient_scope', 'This key lacks the scope metrics:read.', {
        headers: {
          'www-authenticate': 'Bearer realm="keyturn", error="insufficient_scope", scope="metrics:read"',
        },
      })
    }
    if (principal.reach.organizationId !== null || principal.reach.apiId !== null) {
      throw new HttpProblem(
        'insufficient_permission',
        'The metrics are those of the whole installation. Use a key that is not confined to an organization or API.',
      )
    }
    const { text, contentType } = await input.metrics.render()
    return reply.header('content-type', contentType).send(text)
  })
}
