import type { OutcomeReport } from '@keyturn/contract/client'

/** Runs `task` once after `delayMs`; the returned function cancels it. */
export type Schedule = (task: () => void, delayMs: number) => () => void

export type OutcomeQueueOptions = {
  report: (outcomes: OutcomeReport[]) => Promise<unknown>
  /** True if sending the same outcomes again may help. */
  isTemporary: (error: unknown) => boolean
  /** Hears of each failed report. */
  onError?: (error: unknown) => void
  schedule?: Schedule
  /** Outcomes kept while Keyturn is slow or away; further ones are dropped and counted. Default 10,000. */
  capacity?: number
  /** Outcomes in one request. Default 500. */
  batchSize?: number
  /** Time from the first outcome to its report. Default 500 ms. */
  delayMs?: number
}

const retryDelayMsMax = 30_000
const closeAttemptsMax = 2

/**
 * Outcomes on their way to Keyturn: bounded, at most one request in flight. Nothing here throws or is
 * awaited by a response.
 */
export class OutcomeQueue {
  readonly #options: Required<OutcomeQueueOptions>
  #pending: OutcomeReport[] = []
  #sending: Promise<void> | null = null
  #cancel: (() => void) | null = null
  #failures = 0
  #closed = false
  #dropped = 0

  constructor(options: OutcomeQueueOptions) {
    const defaults = { schedule: scheduleTimer, capacity: 10_000, batchSize: 500, delayMs: 500 }
    this.#options = { onError: () => {}, ...defaults, ...options }
  }

  /** Outcomes that were given up: the queue was full or closed, or Keyturn refused them. */
  get dropped(): number {
    return this.#dropped
  }

  add(outcome: OutcomeReport): void {
    if (this.#closed || this.#pending.length >= this.#options.capacity) {
      this.#dropped += 1
      return
    }
    this.#pending.push(outcome)
    if (this.#sending !== null || this.#failures > 0) return
    if (this.#pending.length === this.#options.batchSize) this.#sendSoon(0)
    else if (this.#cancel === null) this.#sendSoon(this.#options.delayMs)
  }

  /** Sends a batch now, after the one in flight. */
  async flush(): Promise<void> {
    await this.#sending
    if (!this.#closed && this.#pending.length > 0) await this.#start()
  }

  /** Sends what is left, trying each batch twice at most; the rest is dropped. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = null
    await this.#sending
    for (let attempts = 0; this.#pending.length > 0 && attempts < closeAttemptsMax; ) {
      const before = this.#pending.length
      await this.#sendBatch()
      attempts = this.#pending.length < before ? 0 : attempts + 1
    }
    this.#dropped += this.#pending.length
    this.#pending = []
  }

  #sendSoon(delayMs: number): void {
    this.#cancel?.()
    this.#cancel = this.#options.schedule(() => void this.#start(), delayMs)
  }

  #start(): Promise<void> {
    this.#cancel?.()
    this.#cancel = null
    this.#sending ??= this.#sendBatch().then(() => {
      this.#sending = null
      if (!this.#closed && this.#pending.length > 0) this.#sendSoon(this.#nextDelayMs())
    })
    return this.#sending
  }

  async #sendBatch(): Promise<void> {
    const batch = this.#pending.slice(0, this.#options.batchSize)
    try {
      await this.#options.report(batch)
      this.#failures = 0
    } catch (error) {
      this.#options.onError(error)
      if (this.#options.isTemporary(error)) {
        this.#failures += 1
        return
      }
      this.#failures = 0
      this.#dropped += batch.length
    }
    this.#pending.splice(0, batch.length)
  }

  #nextDelayMs(): number {
    if (this.#failures === 0)
      return this.#pending.length >= this.#options.batchSize ? 0 : this.#options.delayMs
    return Math.min(retryDelayMsMax, this.#options.delayMs * 2 ** Math.min(this.#failures, 10))
  }
}

function scheduleTimer(task: () => void, delayMs: number): () => void {
  const timer: unknown = setTimeout(task, delayMs)
  if (isTimeout(timer)) timer.unref()
  return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
}

/** Timers are objects on node and numbers elsewhere; waiting outcomes must not keep a process alive. */
function isTimeout(timer: unknown): timer is { unref: () => void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
