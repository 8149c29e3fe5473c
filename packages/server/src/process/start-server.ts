import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEngine } from '@keyturn/engine'
import type { Logger } from 'pino'
import { buildServer, type Server } from '../build-server.ts'
import type { Settings } from '../config/settings.ts'
import { assertNotDevelopmentData } from './development-data.ts'
import { listenForMetrics } from './listen-for-metrics.ts'

export type StartOptions = {
  settings: Settings
  log: Logger
  version: string
  /** `npm start` serves its own sample data. */
  developmentData?: 'allowed'
}

export type RunningServer = {
  /** Where it listens, with the port that was really taken. */
  url: string
  /** Where metrics are without a key, if that was asked for. */
  metricsUrl: string | null
  /** Readiness off, requests in flight answered (10 s at most), journal shipped, everything closed. */
  stop(): Promise<void>
}

const drainMs = 10_000

/** Opens the engine and serves it. Throws what makes a start impossible. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { settings, log, version } = options
  if (options.developmentData !== 'allowed') assertNotDevelopmentData(settings.dataDirectory)
  const engine = await openEngine({
    dataDirectory: settings.dataDirectory,
    databaseUrl: settings.databaseUrl,
    ...(settings.kekFile === null ? {} : { kekFile: settings.kekFile }),
    leaseSeconds: settings.leaseSeconds,
    usageRetentionMonths: settings.usageRetentionMonths,
    durability: settings.durability,
    rootKey: settings.rootKey,
    version,
    log,
  })
  try {
    const server = buildServer({
      engine,
      log,
      version,
      publicUrl: settings.publicUrl ?? defaultUrl(settings),
      trustedProxies: settings.trustedProxies,
    })
    await server.app.listen({ port: settings.port, host: settings.host })
    const metrics =
      settings.metricsPort === null ? null : await listenForMetrics(settings.metricsPort, server.metrics)
    const url = listeningUrl(server.app.server.address())
    const metricsUrl = metrics && `${listeningUrl(metrics.address())}/metrics`
    log.info(metricsUrl ? { url, metricsUrl } : { url }, 'listening')
    return {
      url,
      metricsUrl,
      stop: async () => {
        await drain(server, settings.drainSeconds * 1000)
        metrics?.close()
        metrics?.closeAllConnections()
        await engine.close()
        log.info('stopped')
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}

/**
 * Tells load balancers first and takes their requests until they have noticed, each answered with `Connection: close`;
 * then answers what is in flight. Connections that still hang after that are cut.
 */
async function drain({ app, readiness, hotLane }: Server, noticeMs: number): Promise<void> {
  readiness.stop()
  if (noticeMs > 0) await sleep(noticeMs)
  const cut = setTimeout(() => {
    app.server.closeAllConnections()
    hotLane?.cut()
  }, drainMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}

/** Empty, for relative addresses, where the port is only known once it is taken. */
function defaultUrl({ host, port }: Settings): string {
  if (port === 0) return ''
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function listeningUrl(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return 'http://localhost'
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
