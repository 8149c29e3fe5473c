import { setTimeout as delay } from 'node:timers/promises'
import type { UsageSinkTarget } from '../storage/storage.ts'
import type { Journal, JournalStats } from './journal.ts'
import { type OpenJournalOptions, openJournal } from './open-journal.ts'
import { retentionMonthsDefault } from './retention.ts'
import { Shipper } from './shipper.ts'
import type { ShipperState } from './shipper-messages.ts'

export type OpenUsageLogOptions = OpenJournalOptions & {
  sink: UsageSinkTarget
  /** Months that are kept besides the present one. Default 13. */
  retentionMonths?: number
}

/** The node's own journal and the thread that ships it. */
export type UsageLog = {
  /** What the hot path appends to. */
  readonly journal: Journal
  /** Ships what dead processes left behind; a node is ready only afterwards. */
  shipLeftovers(): Promise<void>
  /** Resolves when everything appended so far is in the log. */
  flush(): Promise<void>
  stats(): JournalStats & ShipperState
  /**
   * Ships what is left, for `withinMs` at the most (default 5,000), and removes the journal. What could not be shipped
   * is a leftover for the next process.
   */
  close(options?: { withinMs?: number }): Promise<void>
}

export async function openUsageLog(options: OpenUsageLogOptions): Promise<UsageLog> {
  const journal = await openJournal(options)
  const { directory, log, sink, retentionMonths = retentionMonthsDefault } = options
  const shipper = new Shipper({ directory, journal, target: sink, log, retentionMonths })
  const flush = async (): Promise<void> => {
    await journal.settled()
    await shipper.flush(journal.progress.written)
  }
  const shipLeftovers = (): Promise<void> => shipper.shipLeftovers()
  const finish = async (withinMs: number): Promise<void> => {
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
    stats: () => ({ ...journal.stats(), ...shipper.state() }),
    close(closeOptions = {}) {
      closing ??= finish(closeOptions.withinMs ?? 5_000)
      return closing
    },
  }
}
