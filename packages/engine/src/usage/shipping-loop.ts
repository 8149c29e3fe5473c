import { join } from 'node:path'
import type { EngineLog } from '../clock/engine-log.ts'
import type { UsageSink } from '../storage/usage-sink.ts'
import type { JournalProgress } from './journal-progress.ts'
import { JournalReader } from './journal-reader.ts'
import { settleEarly } from './settle-early.ts'
import { Shipment } from './ship-journal.ts'
import { shipLeftovers } from './ship-leftovers.ts'
import type { ShipperReport, ShipperRequest, ShipperState, Ticketed } from './shipper-messages.ts'

export type ShippingLoopOptions = {
  directory: string
  journalId: string
  progress: JournalProgress
  openSink: () => Promise<UsageSink>
  /** What to tell whoever starts, where trying again would be of no use; null for a failure that may pass. */
  findDamage: (error: unknown) => string | null
  report: (report: ShipperReport) => void
  monotonic: () => number
  /** Milliseconds UTC. */
  now: () => number
}

/** Well under the second within which an event is promised to be in the log. */
const restMs = 200
/** After much was stored: a commit costs more than what it holds, so that fewer of them are cheaper. */
const busyRestMs = 500
const muchAtOnce = 1_000
const leftoversEveryMs = 30_000
const leftoversMsMax = 300
const backOffMsMax = 5_000
/** How old charts may be under load. */
const countEveryMs = 15_000
const earlyEveryMs = 1_000
const countedAtOnce = 2_000

/** Ships one process's journal until told to stop, and now and then what dead neighbours left. */
export class ShippingLoop {
  readonly #options: ShippingLoopOptions
  readonly #reader: JournalReader
  readonly #log: EngineLog
  #sink: UsageSink | null = null
  #position = 0
  #shipment: Shipment | null = null
  #countAt = 0
  #earlyAt = 0
  #requests: Ticketed[] = []
  #leftoversAt = 0
  #failures = 0
  #state: ShipperState = { records: 0, problem: null }
  #isStopping = false
  #wake: () => void = () => undefined

  constructor(options: ShippingLoopOptions) {
    this.#options = options
    this.#reader = new JournalReader(join(options.directory, options.journalId))
    this.#log = reportingLogger(options.report)
    this.#leftoversAt = options.monotonic() + leftoversEveryMs
  }

  handle(request: ShipperRequest): void {
    if (request.kind === 'stop') this.#isStopping = true
    else this.#requests.push(request)
    this.#wake()
  }

  async run(): Promise<void> {
    while (!this.#isStopping) {
      let stored: number
      try {
        stored = await this.#pass()
      } catch (error) {
        await this.#failed(error)
        continue
      }
      await this.#succeeded(stored)
    }
    this.#reader.close()
    await this.#closeSink()
  }

  /** Answers how many entries it stored. */
  async #pass(): Promise<number> {
    const { progress, openSink, monotonic } = this.#options
    this.#sink ??= await openSink()
    this.#shipment ??= await this.#begin(this.#sink)
    const stored = await this.#shipment.store(progress.written)
    if (this.#isDue(this.#shipment)) {
      await this.#shipment.count()
      this.#countAt = monotonic() + countEveryMs
    }
    this.#answer()
    await this.#settleEarly(this.#sink)
    await this.#shipLeftovers(this.#sink)
    return stored
  }

  /** Whatever waits for its event, on whichever node it was reported. */
  async #settleEarly(sink: UsageSink): Promise<void> {
    const { monotonic, now } = this.#options
    if (monotonic() < this.#earlyAt) return
    await settleEarly(sink, now())
    this.#earlyAt = monotonic() + earlyEveryMs
  }

  async #begin(sink: UsageSink): Promise<Shipment> {
    const { progress, journalId, directory } = this.#options
    const from = await sink.shippedTo(journalId)
    this.#position = from.position
    const onShipped = (position: number, records: number): void => {
      this.#position = position
      progress.shipped = position
      this.#state.records += records
      this.#answer()
    }
    const source = { id: journalId, directory: join(directory, journalId), reader: this.#reader }
    const isStopping = (): boolean => this.#isStopping
    return new Shipment({ sink, source, log: this.#log, onShipped, isStopping }, from)
  }

  /** Counts of much are written seldom, where many events of one key make one sum; of little at once. */
  #isDue(shipment: Shipment): boolean {
    const isLittle = shipment.uncounted <= countedAtOnce
    return isLittle || this.#requests.length > 0 || this.#options.monotonic() >= this.#countAt
  }

  /** For a while only, so that what is appended now does not wait for what dead processes left. */
  async #shipLeftovers(sink: UsageSink): Promise<void> {
    const { directory, monotonic } = this.#options
    const asked: Ticketed[] = this.#requests.filter(request => request.kind === 'leftovers')
    if (asked.length === 0 && monotonic() < this.#leftoversAt) return
    const end = monotonic() + leftoversMsMax
    const isStopping = (): boolean => this.#isStopping || monotonic() > end
    try {
      const shipped = await shipLeftovers({ directory, sink, log: this.#log, isStopping })
      this.#state.records += shipped.records
      if (!shipped.isDone) return
      this.#finish(request => asked.includes(request))
    } catch (error) {
      if (asked.length > 0) throw error
      this.#log.warn({ err: error }, 'A usage journal of a process that ended could not be shipped.')
    }
    this.#leftoversAt = monotonic() + leftoversEveryMs
  }

  /** Answers the flushes that are served by now. */
  #answer(): void {
    this.#finish(request => request.kind === 'flush' && request.position <= this.#position)
  }

  /** A start that waits for what dead processes left would wait for ever. */
  #refuseLeftovers(error: unknown): void {
    const waiting = this.#requests.filter(request => request.kind === 'leftovers')
    const text = waiting.length > 0 ? this.#options.findDamage(error) : null
    if (text === null) return
    this.#requests = this.#requests.filter(request => request.kind !== 'leftovers')
    for (const { ticket } of waiting) this.#options.report({ kind: 'refused', ticket, text })
  }

  #finish(isDone: (request: Ticketed) => boolean): void {
    if (this.#requests.length === 0) return
    const done = this.#requests.filter(isDone)
    this.#requests = this.#requests.filter(request => !done.includes(request))
    for (const { ticket } of done) this.#options.report({ kind: 'done', ticket })
  }

  async #succeeded(stored: number): Promise<void> {
    if (this.#state.problem !== null) this.#log.info({}, 'Usage reaches the database again.')
    this.#failures = 0
    this.#state.problem = null
    this.#options.report({ kind: 'state', state: this.#state })
    const isUrgent = this.#requests.length > 0 || this.#leftoversAt < this.#options.monotonic()
    const rest = stored >= muchAtOnce ? busyRestMs : restMs
    await this.#rest(isUrgent ? 1 : rest)
  }

  /** The journal is the buffer: whatever is wrong with the database, the same records are offered again. */
  async #failed(error: unknown): Promise<void> {
    this.#failures += 1
    const message = error instanceof Error ? error.message : String(error)
    if (this.#state.problem !== message) this.#log.warn({ err: error }, 'Usage does not reach the database.')
    this.#state.problem = message
    this.#options.report({ kind: 'state', state: this.#state })
    await this.#closeSink()
    this.#refuseLeftovers(error)
    await this.#rest(Math.min(backOffMsMax, restMs * 2 ** Math.min(this.#failures - 1, 10)))
  }

  async #closeSink(): Promise<void> {
    const sink = this.#sink
    this.#sink = null
    this.#shipment = null
    await sink?.close().catch(() => undefined)
  }

  #rest(milliseconds: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

function reportingLogger(report: (report: ShipperReport) => void): EngineLog {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: object, message: string): void =>
      report({ kind: 'log', level, fields, message })
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
