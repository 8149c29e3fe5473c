import { operations } from '@keyturn/contract'
import { type Engine, isSetupOpen, stranger } from '@keyturn/engine'
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
import { registerCallback, singleSignOnCallback } from './identity/oidc/register-callback.ts'
import { createSingleSignOn } from './identity/oidc/single-sign-on.ts'
import { ownPages } from './identity/sessions/own-pages.ts'
import { createFailureLog } from './logs/failure-log.ts'
import { createRequestMetrics, type RequestMetrics } from './metrics/request-metrics.ts'
import { registerDashboard, sendMissingPage } from './pages/dashboard.ts'
import { registerHealth } from './pages/health.ts'
import { registerMetrics } from './pages/metrics.ts'
import { pageAddresses } from './pages/page-addresses.ts'
import type { PageFiles } from './pages/page-files.ts'
import { registerPortal } from './pages/portal.ts'
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
  /** Networks that may be called although they are not public. Default: none. */
  outboundAllow?: readonly string[]
  /** A build of the dashboard; absent: its addresses say that there is none. */
  pageFiles?: PageFiles | null
  /** `ordinary` leaves out the hot lane, which answers the same to the same; for comparing the two. */
  lanes?: 'both' | 'ordinary'
}

export type Server = {
  app: FastifyInstance
  readiness: Readiness
  metrics: RequestMetrics
  hotLane: HotLane | null
}

const pages = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/help/problems',
  '/portal/{apiId}',
  singleSignOnCallback,
  ...pageAddresses,
]

/** The whole HTTP surface over an engine. It listens to nothing yet: `app.inject` needs no socket. */
export function buildServer(options: ServerOptions): Server {
  const { engine, log, version, publicUrl } = options
  const metrics = createRequestMetrics(() => engine.status())
  const failures = createFailureLog(log)
  const readiness = createReadiness()
  const clientAddress = clientAddressFrom(options.trustedProxies, metrics.countUnbelieved)
  const appearance = { helpUrl: `${publicUrl}/help/problems`, isSecure: publicUrl.startsWith('https:') }
  const own = ownPages(publicUrl)
  const pageFiles = options.pageFiles ?? null
  const singleSignOn = createSingleSignOn({ publicUrl, outboundAllow: options.outboundAllow ?? [] })
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
    sendMissingPage: (request, reply) => sendMissingPage(request, reply, pageFiles),
  })
  for (const operation of operations) {
    if (operation.operationId === 'whoami') registerWhoami(app, { engine, clientAddress })
    else if (operation.operationId !== 'forwardAuth') {
      const handler = routes[operation.operationId]
      registerOperation(app, operation, {
        handler,
        options: { engine, clientAddress, pages: own, publicUrl, singleSignOn },
      })
    }
  }
  const readQuestion = questionReader(options.trustedProxies, clientAddress)
  registerForwardAuth(app, { engine, failures, readQuestion, helpUrl: appearance.helpUrl })
  registerCallback(app, { engine, clientAddress, singleSignOn, log })
  registerHealth(app, { engine, readiness })
  registerMetrics(app, { engine, clientAddress, metrics })
  registerReference(app, { version, publicUrl })
  registerDashboard(app, { files: pageFiles, isSetupOpen: setupQuestion(engine) })
  registerPortal(app, { engine, clientAddress, files: pageFiles })
  const hot = { engine, clientAddress, readQuestion, metrics, log, failures, readiness, ...appearance }
  const hotLane = options.lanes === 'ordinary' ? null : takeOver(app.server, hot)
  app.addHook('preClose', async () => hotLane?.stop())
  return { app, readiness, metrics, hotLane }
}

function setupQuestion(engine: Engine): () => Promise<boolean> {
  const request = { id: 'pages', ip: null, userAgent: null, method: '', path: '', origin: null }
  return () => isSetupOpen(engine.context(stranger, request))
}
