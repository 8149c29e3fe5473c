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
  /** `verification` is what services and gateways ask, and health; whoever manages keys needs all. Default: `all`. */
  surface?: 'all' | 'verification'
  /** Another server over the same engine, with which this one counts and stops. */
  beside?: Pick<Server, 'readiness' | 'metrics'>
}

export type Server = {
  app: FastifyInstance
  readiness: Readiness
  metrics: RequestMetrics
  hotLane: HotLane | null
}

const healthPages = ['/healthz', '/readyz']

const pages = [
  ...healthPages,
  '/metrics',
  '/openapi.json',
  '/help/problems',
  '/portal/{apiId}',
  singleSignOnCallback,
  ...pageAddresses,
]

const verificationIds: readonly string[] = ['verifyKey', 'verifyKeyBatch', 'recordOutcomes']

/** The HTTP surface over an engine. It listens to nothing yet: `app.inject` needs no socket. */
export function buildServer(options: ServerOptions): Server {
  const { engine, log, publicUrl, trustedProxies, surface = 'all' } = options
  const isWhole = surface === 'all'
  const pageFiles = options.pageFiles ?? null
  const metrics = options.beside?.metrics ?? createRequestMetrics(() => engine.status())
  const readiness = options.beside?.readiness ?? createReadiness()
  const failures = createFailureLog(log)
  const clientAddress = clientAddressFrom(trustedProxies, metrics.countUnbelieved)
  const appearance = { helpUrl: `${publicUrl}/help/problems`, isSecure: publicUrl.startsWith('https:') }
  const served = operations.filter(({ operationId }) => isWhole || verificationIds.includes(operationId))
  const app = createApp({
    log,
    failures,
    metrics,
    readiness,
    ...appearance,
    routes: [
      ...served,
      ...forwardAuthMethods.map(method => ({ path: forwardAuthPath, method })),
      ...(isWhole ? pages : healthPages).map(path => ({ path, method: 'GET' })),
    ],
    sendMissingPage: (request, reply) => (isWhole ? sendMissingPage(request, reply, pageFiles) : null),
  })
  const singleSignOn = createSingleSignOn({ publicUrl, outboundAllow: options.outboundAllow ?? [] })
  const calls = { engine, clientAddress, pages: ownPages(publicUrl), publicUrl, singleSignOn }
  for (const operation of served) {
    if (operation.operationId === 'whoami') registerWhoami(app, { engine, clientAddress })
    else if (operation.operationId !== 'forwardAuth') {
      registerOperation(app, operation, { handler: routes[operation.operationId], options: calls })
    }
  }
  const readQuestion = questionReader(trustedProxies, clientAddress)
  registerForwardAuth(app, { engine, failures, readQuestion, helpUrl: appearance.helpUrl })
  registerHealth(app, { engine, readiness })
  if (isWhole) {
    registerCallback(app, { engine, clientAddress, singleSignOn, log })
    registerMetrics(app, { engine, clientAddress, metrics })
    registerReference(app, { version: options.version, publicUrl })
    registerDashboard(app, { files: pageFiles, isSetupOpen: setupQuestion(engine) })
    registerPortal(app, { engine, clientAddress, files: pageFiles })
  }
  const hot = { engine, clientAddress, readQuestion, metrics, log, failures, readiness, ...appearance }
  const hotLane = options.lanes === 'ordinary' ? null : takeOver(app.server, hot)
  app.addHook('preClose', async () => hotLane?.stop())
  return { app, readiness, metrics, hotLane }
}

function setupQuestion(engine: Engine): () => Promise<boolean> {
  const request = { id: 'pages', ip: null, userAgent: null, method: '', path: '', origin: null }
  return () => isSetupOpen(engine.context(stranger, request))
}
