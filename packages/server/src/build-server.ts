import { operations } from '@keyturn/contract'
import type { Engine } from '@keyturn/engine'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { questionReader } from './forward-auth/read-question.ts'
import {
  forwardAuthMethods,
  forwardAuthPath,
  registerForwardAuth,
} from './forward-auth/register-forward-auth.ts'
import { type HotLane, takeOver } from './hot/hot-lane.ts'
import { clientAddressFrom } from './http/client-address.ts'
import { createApp } from './http/create-app.ts'
import { createFailureLog } from './logs/failure-log.ts'
import { createRequestMetrics, type RequestMetrics } from './metrics/request-metrics.ts'
import { registerHealth } from './pages/health.ts'
import { registerMetrics } from './pages/metrics.ts'
import { registerReference } from './pages/reference.ts'
import { createReadiness, type Readiness } from './process/readiness.ts'
import { registerWhoami } from './routes/identity/whoami.ts'
import { registerOperation } from './routes/register-operation.ts'
import { routes } from './routes/routes.ts'

export type ServerOptions = {
  engine: Engine
  log: Logger
  version: string
  /** Where clients reach this server, without a trailing slash; empty: addresses are relative. */
  publicUrl: string
  trustedProxies: readonly string[]
  /** `ordinary` leaves out the hot lane, which answers the same to the same; for comparing the two. */
  lanes?: 'both' | 'ordinary'
}

export type Server = {
  app: FastifyInstance
  readiness: Readiness
  metrics: RequestMetrics
  hotLane: HotLane | null
}

const pages = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/help/problems']

/** The whole HTTP surface over an engine. It listens to nothing yet: `app.inject` needs no socket. */
export function buildServer(options: ServerOptions): Server {
  const { engine, log, version, publicUrl } = options
  const metrics = createRequestMetrics(() => engine.status())
  const failures = createFailureLog(log)
  const readiness = createReadiness()
  const clientAddress = clientAddressFrom(options.trustedProxies, metrics.countUnbelieved)
  const appearance = { helpUrl: `${publicUrl}/help/problems`, isSecure: publicUrl.startsWith('https:') }
  const app = createApp({
    log,
    failures,
    metrics,
    readiness,
    ...appearance,
    routes: [
      ...operations,
      ...forwardAuthMethods.map(method => ({ path: forwardAuthPath, method })),
      ...pages.map(path => ({ path, method: 'GET' })),
    ],
  })
  for (const operation of operations) {
    if (operation.operationId === 'whoami') registerWhoami(app, { engine, clientAddress })
    else if (operation.operationId !== 'forwardAuth') {
      const handler = routes[operation.operationId]
      registerOperation(app, operation, { handler, options: { engine, clientAddress } })
    }
  }
  const readQuestion = questionReader(options.trustedProxies, clientAddress)
  registerForwardAuth(app, { engine, failures, readQuestion, helpUrl: appearance.helpUrl })
  registerHealth(app, { engine, readiness })
  registerMetrics(app, { engine, clientAddress, metrics })
  registerReference(app, { version, publicUrl })
  const hot = { engine, clientAddress, readQuestion, metrics, log, failures, readiness, ...appearance }
  const hotLane = options.lanes === 'ordinary' ? null : takeOver(app.server, hot)
  app.addHook('preClose', async () => hotLane?.stop())
  return { app, readiness, metrics, hotLane }
}
