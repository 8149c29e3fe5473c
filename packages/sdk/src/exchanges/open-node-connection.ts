import {
  type Exchange,
  ExchangeTimeout,
  type IncomingAnswer,
  type OutgoingRequest,
} from '@keyturn/contract/client'
import { type Dispatcher, Pool } from 'undici'
import type { OpenConnection } from './connection.ts'

/** More requests than these wait for a connection: a surge must not open thousands at once. */
const connectionsMax = 128

/**
 * Node: a pool of kept-alive connections, for about a tenth of what `fetch` costs a call. Idle connections keep no
 * process alive.
 */
export const openConnection: OpenConnection = url => {
  const pool = new Pool(new URL(url).origin, {
    connections: connectionsMax,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const exchange: Exchange = request =>
    new Promise((resolve, reject) => {
      const answer = new PendingAnswer(request, { resolve, reject })
      const { method, path, headers, body } = request
      if (!request.signal?.aborted) pool.dispatch({ method, path, headers, body }, answer)
    })
  return { exchange, close: () => pool.close() }
}

type Settle = { resolve: (answer: IncomingAnswer) => void; reject: (error: unknown) => void }

/** Collects one answer, and ends the request when its time is over or its caller gives up. */
class PendingAnswer implements Dispatcher.DispatchHandler {
  readonly #settle: Settle
  readonly #signal: AbortSignal | undefined
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #abandon = () => this.#giveUp(this.#signal?.reason)
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  #status = 0
  #headers: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2] = {}
  #given: { reason: unknown } | null = null

  constructor({ timeoutMs, signal }: OutgoingRequest, settle: Settle) {
    this.#settle = settle
    this.#signal = signal
    this.#timer = setTimeout(() => this.#giveUp(new ExchangeTimeout()), timeoutMs)
    if (signal?.aborted) this.#abandon()
    else signal?.addEventListener('abort', this.#abandon)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#given !== null) controller.abort(new ExchangeTimeout())
  }

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish()
    const headers = this.#headers
    this.#settle.resolve({
      status: this.#status,
      header: name => String(headers[name] ?? '') || null,
      text: this.#text(),
    })
  }

  onResponseError(_: unknown, error: Error): void {
    this.#finish()
    this.#settle.reject(this.#given === null ? error : this.#given.reason)
  }

  #text(): string {
    const [first, another] = this.#chunks
    return another === undefined ? (first?.toString() ?? '') : Buffer.concat(this.#chunks).toString()
  }

  /** A request that waits for a connection cannot be ended; it is dropped when its turn comes. */
  #giveUp(reason: unknown): void {
    this.#given = { reason }
    this.#finish()
    this.#controller?.abort(new ExchangeTimeout())
    this.#settle.reject(reason)
  }

  #finish(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#abandon)
  }
}
