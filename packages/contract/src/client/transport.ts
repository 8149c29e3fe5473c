import { type Exchange, ExchangeTimeout, fetchExchange, type IncomingAnswer } from './exchange.ts'
import { KeyturnError, toKeyturnError } from './keyturn-error.ts'
import { isUndone, Retries, type RetryOptions } from './retries.ts'

export type ClientOptions = {
  /** Where Keyturn is, such as `https://keys.example.com`. */
  url: string
  /** A management key. */
  key: string
  /** Default: the global `fetch`. */
  fetch?: typeof fetch
  /** What sends requests instead of `fetch`. */
  exchange?: Exchange
  /** How long one call may take, its retries included, in ms. Default 10,000. */
  timeoutMs?: number
  /** Sends failed calls again, and gives those that change something an `Idempotency-Key`. Default: neither. */
  retries?: RetryOptions
  userAgent?: string
}

export type CallOptions = {
  signal?: AbortSignal
  /** `ETag` that the resource must still have; else 412 `precondition_failed`. */
  ifMatch?: string
  /** How long this call may take, its retries included, in ms. */
  timeoutMs?: number
}

/** Of the calls that are carried out once under an `Idempotency-Key`. */
export type KeyedCallOptions = CallOptions & {
  /** Makes it safe to make the same call again: 1 to 255 printable ASCII characters, known for 24 hours. */
  idempotencyKey?: string
}

export type QueryValue = string | number | boolean | undefined
export type Call = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  query?: { readonly [name: string]: QueryValue }
  body?: unknown
  /** True for a POST that takes an `Idempotency-Key`. */
  keyed?: true
  options?: KeyedCallOptions | undefined
}

/** Sends one call and answers its parsed body, `undefined` when it has none. */
export type Send = <Answer>(call: Call) => Promise<Answer>

/** Checks the options and returns the function that every typed call goes through. Throws `TypeError`. */
export function createTransport(options: ClientOptions): Send {
  if (typeof options.key !== 'string' || !/^[\x21-\x7e]{16,512}$/.test(options.key)) {
    throw new TypeError('key must be an API key: 16 to 512 printable ASCII characters without spaces')
  }
  return openTransport(options, { authorization: `Bearer ${options.key}` })
}

/** The same for pages of the server itself: the browser sends the cookie of a session, and there is no key. */
export function createSessionTransport(options: Omit<ClientOptions, 'key'>): Send {
  return openTransport(options, {})
}

function openTransport(options: Omit<ClientOptions, 'key'>, credential: Record<string, string>): Send {
  const { origin, prefix } = parseAddress(options.url)
  const timeoutMs = positive(options.timeoutMs ?? 10_000)
  const exchange = options.exchange ?? fetchExchange(options.fetch ?? fetch)
  const retries = options.retries === undefined ? null : new Retries(options.retries)
  return async <Answer>(call: Call) => {
    const headers = { ...credential, ...headersOf(options, call) }
    const path = prefix + call.path + queryText(call.query)
    const body = call.body === undefined ? null : JSON.stringify(call.body)
    const signal = call.options?.signal
    const deadline = performance.now() + positive(call.options?.timeoutMs ?? timeoutMs)
    let isMaybeDone = false
    for (let attempt = 1; ; attempt++) {
      const left = Math.max(1, Math.ceil(deadline - performance.now()))
      try {
        const request = { method: call.method, origin, path, headers, body, timeoutMs: left, signal }
        const answer = read<Answer>(await exchange(request))
        retries?.succeeded()
        return answer
      } catch (cause) {
        const failure = toFailure(cause, { origin, signal })
        // What a lost attempt has deleted is not there any more.
        if (isMaybeDone && isGone(call, failure)) return undefined as Answer
        const remainingMs = deadline - performance.now()
        const failed = { attempt, remainingMs, repeatable: isRepeatable(call, headers), signal }
        if (!(await retries?.waitAfter(failure, failed))) throw failure
        isMaybeDone ||= !isUndone(failure)
      }
    }
  }
}

function parseAddress(url: string): { origin: string; prefix: string } {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError('url must be an http or https address')
  }
  const { origin, pathname, username, password } = new URL(url)
  if (username || password) throw new TypeError('url must not hold credentials')
  return { origin, prefix: pathname.replace(/\/+$/, '') }
}

function positive(timeoutMs: number): number {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return timeoutMs
  throw new TypeError('timeoutMs must be a positive number')
}

function queryText(query: Call['query']): string {
  if (query === undefined) return ''
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  return parameters.size > 0 ? `?${parameters}` : ''
}

function headersOf({ userAgent, retries }: Omit<ClientOptions, 'key'>, call: Call): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' }
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  if (userAgent) headers['user-agent'] = userAgent
  if (call.options?.ifMatch) headers['if-match'] = call.options.ifMatch
  const generated = call.keyed && retries ? crypto.randomUUID() : undefined
  const idempotencyKey = givenKey(call) ?? generated
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
  return headers
}

/** Checked here because programs in JavaScript have no types, and a key that is not sent protects nothing. */
function givenKey({ method, path, keyed, options }: Call): string | undefined {
  const idempotencyKey = options?.idempotencyKey
  if (idempotencyKey === undefined) return undefined
  if (!keyed) throw new TypeError(`${method} ${path} takes no idempotencyKey`)
  if (typeof idempotencyKey === 'string' && /^[\x20-\x7e]{1,255}$/.test(idempotencyKey)) return idempotencyKey
  throw new TypeError('idempotencyKey must be 1 to 255 printable ASCII characters')
}

/**
 * A change that is made twice undoes what others did in between. Under `If-Match` a second one would be refused for
 * what the first has changed, and a caller who reads again and changes again would have made the change twice.
 */
function isRepeatable({ method, keyed }: Call, headers: Record<string, string>): boolean {
  if (method === 'PATCH' || method === 'PUT' || headers['if-match'] !== undefined) return false
  return !keyed || headers['idempotency-key'] !== undefined
}

function isGone({ method }: Call, failure: unknown): boolean {
  return method === 'DELETE' && failure instanceof KeyturnError && failure.code === 'not_found'
}

function read<Answer>(answer: IncomingAnswer): Answer {
  const { status, text } = answer
  if (status < 200 || status > 299) throw toKeyturnError(answer)
  if (text === '') return undefined as Answer
  if (isPlain(answer.header('content-type'))) return text as Answer
  try {
    return JSON.parse(text) as Answer
  } catch (cause) {
    throw new KeyturnError({
      status,
      code: 'invalid_answer',
      detail: 'The server answered something that is not JSON. Is this the address of Keyturn?',
      requestId: answer.header('x-request-id'),
      cause,
    })
  }
}

/** Exports are text, whatever else an answer that is not JSON may be. */
function isPlain(contentType: string | null): boolean {
  return /^(?:text\/csv|text\/markdown|application\/(?:jsonl|x-ndjson))\b/.test(contentType ?? '')
}

/** A caller's own abort passes through as it is: it is not a failure of the call. */
function toFailure(cause: unknown, attempt: { origin: string; signal: AbortSignal | undefined }): unknown {
  if (cause instanceof KeyturnError || attempt.signal?.aborted) return cause
  const late = cause instanceof ExchangeTimeout
  return new KeyturnError({
    status: 0,
    code: late ? 'timeout' : 'unreachable',
    detail: late ? `No answer from ${attempt.origin} in time.` : `Cannot reach ${attempt.origin}.`,
    cause,
  })
}
