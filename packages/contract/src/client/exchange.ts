/** One HTTP request as the transport hands it to whoever sends it. */
export type OutgoingRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Scheme, host and port. */
  origin: string
  /** Path and query. */
  path: string
  headers: Record<string, string>
  body: string | null
  /** When to give up, in ms from now. */
  timeoutMs: number
  signal: AbortSignal | undefined
}

export type IncomingAnswer = {
  status: number
  /** The value of a header, by its lower-case name. */
  header: (name: string) => string | null
  text: string
}

/**
 * Sends a request and reads the whole answer; follows no redirect. Rejects with `ExchangeTimeout`, with the reason of
 * the caller's signal, or with whatever kept the answer away.
 */
export type Exchange = (request: OutgoingRequest) => Promise<IncomingAnswer>

/** No complete answer came in time. */
export class ExchangeTimeout extends Error {
  override readonly name = 'ExchangeTimeout'
}

/** Sends through `fetch`, which every runtime has. */
export function fetchExchange(send: typeof fetch): Exchange {
  return async ({ method, origin, path, headers, body, timeoutMs, signal }) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const response = await send(origin + path, {
        method,
        headers,
        body,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      const text = await response.text()
      return { status: response.status, header: name => response.headers.get(name), text }
    } catch (cause) {
      if (timeout.aborted && !signal?.aborted) throw new ExchangeTimeout('no answer in time', { cause })
      throw cause
    }
  }
}
