import type { Socket } from 'node:net'
import type { Engine } from '@keyturn/engine'
import type { Logger } from 'pino'
import type { ReadQuestion } from '../forward-auth/gateway-request.ts'
import type { ClientAddress } from '../http/client-address.ts'
import type { FailureLog } from '../logs/failure-log.ts'
import type { RequestMetrics } from '../metrics/request-metrics.ts'
import type { AnswerBytes } from './answer-bytes.ts'
import type { RequestIds } from './request-ids.ts'
import type { SharedWrites } from './shared-writes.ts'

/** A connection as its lane sees it. */
export type LaneConnection = {
  readonly socket: Socket
  /** Monotonic milliseconds of the last sign of life. */
  readonly activeAt: number
  /** What it waits for: a request (its first or its next), the rest of one, this process, or the client to read. */
  readonly phase: 'new' | 'idle' | 'awaiting' | 'answering' | 'blocked'
  /** Closes it once all that was answered is sent. */
  close(): void
  /** Leaves a request that is not whole to node:http. */
  giveUpWaiting(): void
}

/** What the connections of a lane share. */
export type LaneContext = {
  readonly verifier: Engine['verifier']
  readonly clientAddress: ClientAddress
  readonly readQuestion: ReadQuestion
  /** The page that problem types point at. */
  readonly helpUrl: string
  readonly answers: AnswerBytes
  readonly requestIds: RequestIds
  readonly writes: SharedWrites
  readonly metrics: RequestMetrics
  readonly log: Logger
  readonly failures: FailureLog
  /** After so many answers a connection closes. */
  readonly requestsMax: number
  /** Whether each answer is to be the last on its connection. */
  isStopping(): boolean
  /** Gives a socket to node:http, for good. */
  passOn(connection: LaneConnection): void
  /** Answers as node:http does when a client ends before its request does. */
  refuseUnfinished(connection: LaneConnection): void
  forget(connection: LaneConnection): void
}
