import type { Neighbour } from '../changes/neighbour.ts'
import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { findInstallation } from '../storage/installation-queries.ts'
import type { Queryable, Storage } from '../storage/storage.ts'
import { toNodeReport } from './node-report.ts'
import { pruneNodeReports, putNodeReport, removeNodeReport } from './node-report-queries.ts'
import type { NodeStatus } from './node-status.ts'
import { takePlace } from './take-place.ts'

export type NodeReportingOptions = {
  storage: Storage
  clock: Clock
  log: EngineLog
  status: () => NodeStatus
  neighbours: () => Promise<Neighbour[]>
}

/** How often a node says how it is; milliseconds. */
const reportEveryMs = 5_000
/** How long a node that was killed, or that the network keeps away, is remembered. */
const rememberedMs = 24 * 60 * 60_000

/** Says in the database how this node is, so that any other one can show it, also when this one is gone. */
export class NodeReporting {
  readonly #options: NodeReportingOptions
  #timer: NodeJS.Timeout | null = null
  #current: Promise<void> | null = null
  #hasPlace = false
  #isFailing = false

  constructor(options: NodeReportingOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#reportSoon(), reportEveryMs).unref()
    this.#reportSoon()
  }

  /** Who ends by itself is no longer spoken of. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#current
    const { storage, status } = this.#options
    await storage.transaction(tx => removeNodeReport(tx, status().nodeId)).catch(() => {})
  }

  #reportSoon(): void {
    this.#current ??= this.#report().finally(() => {
      this.#current = null
    })
  }

  async #report(): Promise<void> {
    const { storage, clock, log, status, neighbours } = this.#options
    try {
      const report = toNodeReport(status(), await measureLatency(storage.lookups, clock))
      const row = { node_id: status().nodeId, report: JSON.stringify(report), reported_at: clock.now() }
      await storage.transaction(async tx => {
        await putNodeReport(tx, row)
        await pruneNodeReports(tx, clock.now() - rememberedMs)
      })
      this.#hasPlace ||= await takePlace(storage, status(), await neighbours())
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'this node cannot say how it is; it tries again')
      this.#isFailing = true
    }
  }
}

/** How long the database takes for the smallest of answers, in milliseconds. */
export async function measureLatency(query: Queryable, clock: Clock): Promise<number> {
  const startedAt = clock.monotonic()
  await findInstallation(query)
  return Math.round((clock.monotonic() - startedAt) * 10) / 10
}
