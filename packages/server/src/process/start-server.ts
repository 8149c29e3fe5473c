import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEngine } from '@keyturn/engine'
import type { Logger } from 'pino'
import { buildServer, type Server, type ServerOptions } from '../build-server.ts'
import { ownUrl } from '../config/own-url.ts'
import type { Settings } from '../config/settings.ts'
import { type FirstLink, firstLink } from '../identity/setup/first-link.ts'
import { type PersonLink, samplePeopleLinks } from '../identity/setup/sample-links.ts'
import { deliverByMail } from '../mail/deliver-by-mail.ts'
import { createMailer, type Mailer } from '../mail/mailer.ts'
import { readPageFiles } from '../pages/page-files.ts'
import { assertNotDevelopmentData } from './development-data.ts'
import { listenForMetrics } from './listen-for-metrics.ts'

export type StartOptions = {
  settings: Settings
  log: Logger
  version: string
  /** `npm start` serves its own sample data, and lets its owner and these people in, by their addresses. */
  developmentData?: { owner: string; people: readonly string[] }
}

export type RunningServer = {
  /** Where it listens, with the port that was really taken. */
  url: string
  /** Where verifications alone are served, if that was asked for. */
  verificationUrl: string | null
  /** Where metrics are without a key, if that was asked for. */
  metricsUrl: string | null
  /** Lets somebody in who is nobody yet; null where there is an owner. For the terminal, and not for any log. */
  firstLink: FirstLink | null
  /** Likewise for people of the sample data; of no other data there are any. */
  personLinks: readonly PersonLink[]
  /** Readiness off, requests in flight answered (10 s at most), journal shipped, everything closed. */
  stop(): Promise<void>
}

const drainMs = 10_000

/** Opens the engine and serves it. Throws what makes a start impossible. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { settings, log, version, developmentData } = options
  if (!developmentData) assertNotDevelopmentData(settings.dataDirectory)
  const publicUrl = ownUrl(settings)
  const mailer = openMailer(settings)
  const engine = await openEngine({
    dataDirectory: settings.dataDirectory,
    databaseUrl: settings.databaseUrl,
    ...(settings.kekFile === null ? {} : { kekFile: settings.kekFile }),
    leaseSeconds: settings.leaseSeconds,
    usageRetentionMonths: settings.usageRetentionMonths,
    durability: settings.durability,
    rootKey: settings.rootKey,
    ...(mailer === null ? {} : { deliver: deliverByMail(mailer, publicUrl) }),
    version,
    log,
  })
  try {
    const { trustedProxies, outboundAllow } = settings
    const common = { engine, log, version, publicUrl, trustedProxies, outboundAllow }
    const server = buildServer({ ...common, pageFiles: readPageFiles() })
    await server.app.listen({ port: settings.port, host: settings.host })
    const verification = await listenForVerifications(settings, { ...common, beside: server })
    const metrics =
      settings.metricsPort === null ? null : await listenForMetrics(settings.metricsPort, server.metrics)
    const url = listeningUrl(server.app.server.address())
    const verificationUrl = verification && listeningUrl(verification.app.server.address())
    const metricsUrl = metrics && `${listeningUrl(metrics.address())}/metrics`
    const linked = ownUrl(settings) || url
    const sampleOwner = developmentData?.owner ?? null
    const own = await firstLink(engine, { url: linked, sampleOwner })
    const people = developmentData?.people ?? []
    const personLinks = await samplePeopleLinks(engine, { url: linked, people })
    // Last: who reads it may ask the process to stop, and whoever called this can do so from the next turn on.
    log.info(
      { url, ...(verificationUrl && { verificationUrl }), ...(metricsUrl && { metricsUrl }) },
      'listening',
    )
    return {
      url,
      verificationUrl,
      metricsUrl,
      firstLink: own,
      personLinks,
      stop: async () => {
        await drain(verification ? [server, verification] : [server], settings.drainSeconds * 1000)
        metrics?.close()
        metrics?.closeAllConnections()
        await engine.close()
        mailer?.close()
        log.info('stopped')
      },
    }
  } catch (error) {
    await engine.close()
    mailer?.close()
    throw error
  }
}

/** None where no mail server is set. */
function openMailer({ smtpServer, mailFrom }: Settings): Mailer | null {
  return smtpServer && mailFrom ? createMailer({ server: smtpServer, from: mailFrom }) : null
}

async function listenForVerifications(
  { verificationPort: port, verificationHost, host }: Settings,
  options: ServerOptions,
): Promise<Server | null> {
  if (port === null) return null
  const server = buildServer({ ...options, surface: 'verification' })
  await server.app.listen({ port, host: verificationHost ?? host })
  return server
}

/**
 * Tells load balancers first and takes their requests until they have noticed, each answered with `Connection: close`;
 * then answers what is in flight. Connections that still hang after that are cut.
 */
async function drain(servers: readonly Server[], noticeMs: number): Promise<void> {
  for (const { readiness } of servers) readiness.stop()
  if (noticeMs > 0) await sleep(noticeMs)
  const cut = setTimeout(() => {
    for (const { app, hotLane } of servers) {
      app.server.closeAllConnections()
      hotLane?.cut()
    }
  }, drainMs)
  try {
    await Promise.all(servers.map(({ app }) => app.close()))
  } finally {
    clearTimeout(cut)
  }
}

function listeningUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return 'http://localhost'
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
