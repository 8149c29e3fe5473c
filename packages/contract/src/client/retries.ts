import { KeyturnError } from './keyturn-error.ts'

export type RetryOptions = {
  /** How often a call is sent at most. Default 3. */
  attempts?: number
  /** The first wait is a random time up to this, and each further one up to twice as long. Default 100 ms. */
  delayMs?: number
  /** From 0 to 1. Default `Math.random`. */
  random?: () => number
  /** Resolves after the time, or rejects with the signal's reason. */
  sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>
}

const delayMsMax = 5_000
const budgetMax = 10
const refundPerSuccess = 0.1

/**
 * Decides whether a failed call is sent again. What is tried again: no connection, 429, 502, 503 and 504; of calls that
 * must not be carried out twice only what says that nothing was done. The waits
 * grow with full jitter, and no wait is shorter than `Retry-After`. Over all calls together a budget is kept, so that
 * a client adds little load to a Keyturn that is in trouble: ten retries at once, then one for ten successes.
 */
export class Retries {
  readonly #options: Required<RetryOptions>
  #budget = budgetMax

  constructor(options: RetryOptions) {
    this.#options = { attempts: 3, delayMs: 100, random: Math.random, sleep: sleepTimer, ...options }
  }

  succeeded(): void {
    this.#budget = Math.min(budgetMax, this.#budget + refundPerSuccess)
  }

  /** Waits until the next attempt and answers true, or false when there is none: then the error stands. */
  async waitAfter(error: unknown, call: FailedCall): Promise<boolean> {
    const { attempts, delayMs, random, sleep } = this.#options
    if (call.attempt >= attempts || this.#budget < 1 || !isWorthRepeating(error, call)) return false
    const longest = Math.min(delayMsMax, delayMs * 2 ** (call.attempt - 1))
    const asked = error.retryAfterSeconds === null ? 0 : error.retryAfterSeconds * 1000
    const wait = asked + random() * longest
    if (wait >= call.remainingMs) return false
    this.#budget -= 1
    await sleep(wait, call.signal)
    return true
  }
}

export type FailedCall = {
  /** 1 is the first. */
  attempt: number
  /** Time until the call's deadline, in ms. */
  remainingMs: number
  /** True if doing it twice is the same as doing it once. */
  repeatable: boolean
  signal: AbortSignal | undefined
}

function isWorthRepeating(error: unknown, { repeatable }: FailedCall): error is KeyturnError {
  if (!(error instanceof KeyturnError)) return false
  if (isUndone(error)) return true
  return repeatable && (error.code === 'unreachable' || [429, 502, 503, 504].includes(error.status))
}

const undoneCodes: ReadonlySet<string> = new Set([
  'rate_limited',
  'overloaded',
  'fenced',
  'audit_unavailable',
])

/**
 * True for a failure that says that nothing was done. `storage_unavailable` does not: the database may have gone in the
 * middle of the commit. Nor does a 503 without problem details, which comes from something in between.
 */
export function isUndone(error: unknown): boolean {
  if (!(error instanceof KeyturnError)) return false
  return error.code === 'unreachable' ? wasNeverSent(error.cause) : undoneCodes.has(error.code)
}

const unsentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** `fetch` wraps what happened. */
function wasNeverSent(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return ('code' in cause && unsentCodes.has(cause.code)) || wasNeverSent(cause.cause)
}

function sleepTimer(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, delayMs)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
