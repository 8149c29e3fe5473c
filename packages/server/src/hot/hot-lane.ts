import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Engine } from '@keyturn/engine'
import type { Logger } from 'pino'
import type { ReadQuestion } from '../forward-auth/gateway-request.ts'
import type { ClientAddress } from '../http/client-address.ts'
import type { FailureLog } from '../logs/failure-log.ts'
import type { RequestMetrics } from '../metrics/request-metrics.ts'
import type { Readiness } from '../process/readiness.ts'
import { AnswerBytes } from './answer-bytes.ts'
import { HotConnection } from './hot-connection.ts'
import type { LaneConnection, LaneContext } from './lane-context.ts'
import { RequestIds } from './request-ids.ts'
import { SharedWrites } from './shared-writes.ts'

export type HotLaneOptions = {
  engine: Engine
  clientAddress: ClientAddress
  readQuestion: ReadQuestion
  metrics: RequestMetrics
  log: Logger
  failures: FailureLog
  readiness: Readiness
  helpUrl: string
  isSecure: boolean
}

export type HotLane = {
  /** Closes connections that wait for a request; the others close after the answer they wait for. */
  stop(): void
  /** Cuts every connection at once. */
  cut(): void
}

const sweepEveryMs = 2_000
const firstRequestMs = 10_000
const unreadMs = 30_000
/** A body that takes longer is awaited by node:http. */
const restOfRequestMs = 2_000

/**
 * Puts the hot lane in front of a server that does not listen yet. Connections begin here; the first bytes that are
 * not a whole request in canonical form go on, with their socket, to the listeners that node:http had for it. Nothing
 * that could be read in two ways is read here, so the two lanes cannot disagree on where a request ends.
 */
export function takeOver(server: Server, options: HotLaneOptions): HotLane {
  const ordinary = server.listeners('connection')
  const connections = new Set<LaneConnection>()
  let isStopping = false
  const lane: LaneContext = {
    ...shared(server, options),
    isStopping: () => isStopping || options.readiness.isStopping(),
    passOn: connection => {
      connections.delete(connection)
      for (const listener of ordinary) Reflect.apply(listener, server, [connection.socket])
    },
    refuseUnfinished: ({ socket }) => {
      server.emit('clientError', clientError('Parse Error', 'HPE_INVALID_EOF_STATE'), socket)
    },
    forget: connection => connections.delete(connection),
  }
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    connections.add(new HotConnection(socket, lane, performance.now()))
  })
  const sweep = setInterval(() => {
    for (const connection of connections) closeIfOverdue(server, connection)
  }, sweepEveryMs).unref()
  server.once('close', () => clearInterval(sweep))
  return {
    stop: () => {
      isStopping = true
      for (const connection of connections)
        if (connection.phase === 'new' || connection.phase === 'idle') connection.close()
    },
    cut: () => {
      for (const { socket } of connections) socket.destroy()
    },
  }
}

function shared(server: Server, options: HotLaneOptions) {
  const { engine, clientAddress, readQuestion, metrics, log, failures, helpUrl, isSecure } = options
  const requestsMax = server.maxRequestsPerSocket ?? 0
  return {
    verifier: engine.verifier,
    clientAddress,
    readQuestion,
    helpUrl,
    answers: new AnswerBytes({
      helpUrl,
      isSecure,
      requestsMax,
      keepAliveSeconds: server.keepAliveTimeout / 1000,
    }),
    requestIds: new RequestIds(),
    writes: new SharedWrites(),
    metrics,
    log,
    failures,
    requestsMax,
  }
}

/** The time-outs of node:http for the same states; a client that does not read gets one besides. */
function closeIfOverdue(server: Server, connection: LaneConnection): void {
  const { phase, socket } = connection
  const elapsedMs = performance.now() - connection.activeAt
  if (phase === 'new' && elapsedMs > firstRequestMs)
    server.emit('clientError', clientError('Request timeout', 'ERR_HTTP_REQUEST_TIMEOUT'), socket)
  else if (phase === 'idle' && elapsedMs > server.keepAliveTimeout) connection.close()
  else if (phase === 'awaiting' && elapsedMs > restOfRequestMs) connection.giveUpWaiting()
  else if (phase === 'blocked' && elapsedMs > unreadMs) socket.destroy()
}

/** What node:http reports of a connection without a whole request. */
function clientError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code })
}
