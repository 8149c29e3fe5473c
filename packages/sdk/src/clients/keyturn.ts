import {
  type CallOptions,
  type ClientOptions,
  createTransport,
  type Exchange,
  fetchExchange,
  KeyturnCalls,
  type VerifyRequest,
} from '@keyturn/contract/client'
import { openConnection } from '#connection'
import type { Connection } from '../exchanges/connection.ts'
import { readVerdict } from '../verdicts/read-verdict.ts'
import type { Verdict } from '../verdicts/verdict.ts'

export type KeyturnOptions = Pick<ClientOptions, 'url' | 'key' | 'retries'> & {
  /** How long a call may take, its retries included, in ms. Default 10,000. */
  timeoutMs?: number
  /** The same for `keys.verify` and `keys.verifyBatch`, which somebody's request waits for. Default 2,000. */
  verifyTimeoutMs?: number
  /** Sends requests instead of the connections that Keyturn keeps itself. */
  fetch?: typeof fetch
}

export type KeysClient = Omit<KeyturnCalls['keys'], 'verify' | 'verifyBatch'> & {
  /** Judges a presented key. A denied key is an answer, not an error. */
  verify: (request: VerifyRequest, options?: CallOptions) => Promise<Verdict>
  /** Judges up to 1,000 keys; `data` is in the order of the requests. */
  verifyBatch: (requests: VerifyRequest[], options?: CallOptions) => Promise<{ data: Verdict[] }>
}

const userAgent = 'keyturn-sdk/0.1.0'

/**
 * A vendor's service as a client of Keyturn. Calls answer the parsed body or throw `KeyturnError`, whose
 * `code` is `unreachable` or `timeout` when no answer came. Failed calls are sent again until their time is over: creates
 * and actions under an `Idempotency-Key`, changes only when nothing was done; a verification whose answer was lost may be
 * charged twice. The constructor throws a TypeError for options that cannot work, and in
 * browsers: a management key must never reach one.
 */
export class Keyturn extends KeyturnCalls {
  declare readonly keys: KeysClient
  readonly #url: string
  readonly #close: () => Promise<void>

  constructor(options: KeyturnOptions) {
    if (typeof options !== 'object' || options === null) throw new TypeError('Keyturn needs { url, key }.')
    if ('document' in globalThis && 'window' in globalThis) {
      throw new TypeError('Keyturn must not run in a browser: everybody could read its key there.')
    }
    const { url, key, retries = {}, timeoutMs = 10_000, fetch: send } = options
    const { verifyTimeoutMs = Math.min(2_000, timeoutMs) } = options
    if (!(verifyTimeoutMs > 0)) throw new TypeError('verifyTimeoutMs must be a positive number')
    let connection: Connection | null = null
    const connect = () => {
      connection ??= send ? connectionThrough(send) : openConnection(url)
      return connection
    }
    const exchange: Exchange = request => connect().exchange(request)
    super(createTransport({ url, key, exchange, timeoutMs, retries, userAgent }))
    this.#url = url
    this.#close = () => connection?.close() ?? Promise.resolve()
    const { verify, verifyBatch } = { ...this.keys }
    const verifying = (call?: CallOptions) => ({ timeoutMs: verifyTimeoutMs, ...call })
    Object.assign(this.keys, {
      verify: async (request: VerifyRequest, call?: CallOptions) =>
        readVerdict(await verify(request, verifying(call))),
      verifyBatch: async (requests: VerifyRequest[], call?: CallOptions) => {
        const { data } = await verifyBatch(requests, verifying(call))
        return { data: data.map(readVerdict) }
      },
    })
  }

  /** Ends the connections when the calls in flight have been answered. No call can be made afterwards. */
  close(): Promise<void> {
    return this.#close()
  }

  /** Where Keyturn is; the key is in no rendering of this object. */
  toJSON(): { url: string } {
    return { url: this.#url }
  }

  override toString(): string {
    return `Keyturn(${this.#url})`
  }
}

function connectionThrough(send: typeof fetch): Connection {
  return { exchange: fetchExchange(send), close: async () => {} }
}
