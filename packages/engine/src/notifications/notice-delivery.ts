import { setTimeout as sleep } from 'node:timers/promises'
import { countNotices } from '../outbox/notice-queries.ts'
import { type Delivery, type DeliveryParts, deliverNotice } from './deliver-notice.ts'
import { spreadSources } from './spread-sources.ts'

/** What a node has done with mail since its start, and how much of it there is in the database. */
export type NoticeFigures = { sent: number; failed: number; waiting: number; dead: number }

/** Messages that a node hands over at the same time. */
const lanes = 2
/** Between two looks at what is due; milliseconds. Longer and longer while the mail server is away. */
const lookMs = { least: 1_000, most: 60_000 }
const countEveryMs = 30_000
/** How long a stop waits for what is being handed over; milliseconds. Whatever is left is sent by somebody else. */
const stopMs = 5_000

/** Sends mail for as long as the node runs: tells people what is to be told, and hands over what is due. */
export class NoticeDelivery {
  readonly #parts: DeliveryParts
  readonly #stopping = new AbortController()
  #figures: NoticeFigures = { sent: 0, failed: 0, waiting: 0, dead: 0 }
  #countedAt = Number.NEGATIVE_INFINITY
  #running: Promise<void> | null = null

  constructor(parts: DeliveryParts) {
    this.#parts = parts
  }

  get figures(): NoticeFigures {
    return this.#figures
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.race([this.#running, sleep(stopMs, undefined, { ref: false })])
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    let pauseMs = lookMs.least
    while (!signal.aborted) {
      const isAway = await this.#turn().catch((error: unknown) => {
        this.#parts.log.warn({ err: error }, 'mail could not be looked after; it is tried again later')
        return true
      })
      pauseMs = isAway ? Math.min(lookMs.most, pauseMs * 2) : lookMs.least
      await sleep(pauseMs, undefined, { ref: false, signal }).catch(() => {})
    }
  }

  /** Answers whether the mail server was away. */
  async #turn(): Promise<boolean> {
    await spreadSources(this.#parts)
    const outcomes = await Promise.all(Array.from({ length: lanes }, () => this.#deliverDue()))
    const now = this.#parts.clock.monotonic()
    if (now - this.#countedAt >= countEveryMs) {
      this.#countedAt = now
      this.#figures = { ...this.#figures, ...(await countNotices(this.#parts.storage.lookups)) }
    }
    return outcomes.includes('server_away')
  }

  /** One after another, until there is no more or others would fare like the last one. */
  async #deliverDue(): Promise<Delivery> {
    while (!this.#stopping.signal.aborted) {
      const outcome = await deliverNotice(this.#parts)
      const { sent, failed } = this.#figures
      if (outcome === 'accepted') this.#figures = { ...this.#figures, sent: sent + 1 }
      else if (outcome !== 'none' && outcome !== 'dropped')
        this.#figures = { ...this.#figures, failed: failed + 1 }
      if (outcome === 'none' || outcome === 'server_away') return outcome
    }
    return 'none'
  }
}
