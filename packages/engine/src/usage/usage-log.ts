import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '../clock/clock.ts'
import type { UsageSinkTarget } from '../storage/storage.ts'
import type { Journal, JournalStats } from './journal.ts'
import { type OpenJournalOptions, openJournal } from './open-journal.ts'
import { retentionMonthsDefault } from './retention.ts'
import { Shipper, type ShipperOptions } from './shipper.ts'
import type { ShipperState } from './shipper-messages.ts'
import { ShippingLag } from './shipping-lag.ts'

/** How exactly it is known for how long usage has waited. */
const observeEveryMs = 1_000

export type OpenUsageLogOptions = OpenJournalOptions & {
  sink: UsageSinkTarget
  /** Months that are kept besides the present one. Default 13. */
  retentionMonths?: number
  /** See `ShipperOptions`. */
  onDamaged?: ShipperOptions['onDamaged']
}

/** The node's own journal and the thread that ships it. */
export type UsageLog = {
  /** What the hot path appends to. */
  readonly journal: Journal
  /** Ships what dead processes left behind; a node is ready only afterwards. */
  shipLeftovers(): Promise<void>
  /** Resolves when everything appended so far is in the log. */
  flush(): Promise<void>
  /** `lagMs`: how long the oldest usage has waited that is not in the log yet. */
  stats(): JournalStats & ShipperState & { lagMs: number }
  /**
   * Ships what is left, for `withinMs` at the most (default 5,000), and removes the journal. What could not be shipped
   * is a leftover for the next process.
   */
  close(options?: { withinMs?: number }): Promise<void>
}

export async function openUsageLog(options: OpenUsageLogOptions): Promise<UsageLog> {
  const journal = await openJournal(options)
  const { directory, log, sink, clock = systemClock, retentionMonths = retentionMonthsDefault } = options
  const shipper = new Shipper({
    directory,
    journal,
    target: sink,
    log,
    retentionMonths,
    ...(options.onDamaged ? { onDamaged: options.onDamaged } : {}),
  })
  const lag = new ShippingLag()
  const observing = setInterval(() => lag.observe(journal.stats(), clock.monotonic()), observeEveryMs).unref()
  const flush = async (): Promise<void> => {
    await journal.settled()
    await shipper.flush(journal.progress.written)
  }
  const shipLeftovers = (): Promise<void> => shipper.shipLeftovers()
  const stats = () => {
    const written = journal.stats()
    return { ...written, ...shipper.state(), lagMs: lag.ms(written, clock.monotonic()) }
  }
  const finish = async (withinMs: number): Promise<void> => {
    clearInterval(observing)
    const timeout = new AbortController()
    const late = delay(withinMs, undefined, { signal: timeout.signal }).catch(() => undefined)
    await Promise.race([flush().catch(() => undefined), late])
    await journal.close()
    // Its lock is free now, so that it is a leftover like any other.
    await Promise.race([shipLeftovers().catch(() => undefined), late])
    timeout.abort()
    await shipper.close({ withinMs: 1_000 })
  }
  let closing: Promise<void> | null = null
  return {
    journal,
    shipLeftovers,
    flush,
    stats,
    close(closeOptions = {}) {
      closing ??= finish(closeOptions.withinMs ?? 5_000)
      return closing
    },
  }
}
