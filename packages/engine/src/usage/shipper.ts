import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { EngineLog } from '../clock/engine-log.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { UsageSinkTarget } from '../storage/storage.ts'
import type { DamagedRow } from '../storage/usage-sink.ts'
import type { Journal } from './journal.ts'
import { retentionMonthsDefault } from './retention.ts'
import type {
  ShipperData,
  ShipperReport,
  ShipperRequest,
  ShipperState,
  Ticketed,
} from './shipper-messages.ts'

export type ShipperOptions = {
  /** The directory of all journals. */
  directory: string
  journal: Journal
  target: UsageSinkTarget
  /** Months that are kept besides the present one. Default 13. */
  retentionMonths?: number
  log: EngineLog
  /** Told of each row of sums that is damaged, as often as it is come upon. */
  onDamaged?: (row: DamagedRow) => void
  /** Starts the thread; tests keep hold of it. */
  startThread?: (data: ShipperData) => Worker
  /** Until a thread that died is replaced. Default 1,000. */
  restartMs?: number
}

type WithoutTicket = { kind: 'leftovers' } | { kind: 'flush'; position: number }

function startThread(data: ShipperData): Worker {
  const entry = new URL(`./shipper-thread${extname(import.meta.url)}`, import.meta.url)
  return new Worker(entry, { workerData: data, name: 'usage-shipper' })
}

/** The main thread's side of the thread that ships the journal. A thread that dies is started again. */
export class Shipper {
  readonly #options: ShipperOptions
  readonly #open = new Map<number, { request: Ticketed; done: () => void; fail: (reason: Error) => void }>()
  #worker: Worker
  #exited: Promise<void> = Promise.resolve()
  #tickets = 0
  #isClosed = false
  #restart: NodeJS.Timeout | null = null
  #state: ShipperState = { records: 0, problem: null }

  constructor(options: ShipperOptions) {
    this.#options = options
    this.#worker = this.#start()
  }

  state(): ShipperState {
    return this.#state
  }

  /** Resolves when everything before `position` of the journal is in the log; rejects if this is closed before. */
  flush(position: number): Promise<void> {
    return this.#ask({ kind: 'flush', position })
  }

  /**
   * Resolves when the journals of all dead processes are in the log; rejects if this is closed before, and where the log
   * is damaged.
   */
  shipLeftovers(): Promise<void> {
    return this.#ask({ kind: 'leftovers' })
  }

  /** Ends the thread after the batch in hand, or after `withinMs` in the middle of it: the journal remains. */
  async close(options: { withinMs: number }): Promise<void> {
    this.#isClosed = true
    if (this.#restart) clearTimeout(this.#restart)
    this.#worker.ref()
    this.#post({ kind: 'stop' })
    const timer = setTimeout(() => void this.#worker.terminate(), options.withinMs)
    await this.#exited
    clearTimeout(timer)
    for (const { fail } of this.#open.values()) fail(unshipped())
    this.#open.clear()
  }

  #ask(request: WithoutTicket): Promise<void> {
    this.#tickets += 1
    const ticketed: Ticketed = { ...request, ticket: this.#tickets }
    if (this.#isClosed) return Promise.reject(unshipped())
    return new Promise((resolve, reject) => {
      this.#open.set(ticketed.ticket, { request: ticketed, done: resolve, fail: reject })
      this.#worker.ref()
      this.#post(ticketed)
    })
  }

  #start(): Worker {
    const { journal, directory, target } = this.#options
    const retentionMonths = this.#options.retentionMonths ?? retentionMonthsDefault
    const { id: journalId, progress } = journal
    const data: ShipperData = { directory, journalId, progress: progress.memory, target, retentionMonths }
    const worker = (this.#options.startThread ?? startThread)(data)
    worker.unref()
    worker.on('message', (report: ShipperReport) => this.#handle(report))
    worker.on('error', error =>
      this.#options.log.error({ err: error }, 'The thread that ships usage failed.'),
    )
    this.#exited = new Promise(resolve => {
      worker.once('exit', () => {
        this.#replace()
        resolve()
      })
    })
    return worker
  }

  #replace(): void {
    if (this.#isClosed) return
    this.#restart = setTimeout(() => {
      this.#worker = this.#start()
      for (const { request } of this.#open.values()) this.#post(request)
    }, this.#options.restartMs ?? 1_000)
    this.#restart.unref()
  }

  #post(request: ShipperRequest): void {
    this.#worker.postMessage(request)
  }

  #handle(report: ShipperReport): void {
    if (report.kind === 'state') this.#state = report.state
    else if (report.kind === 'damaged') this.#options.onDamaged?.(report.row)
    else if (report.kind === 'log') this.#options.log[report.level](report.fields, report.message)
    else {
      const open = this.#open.get(report.ticket)
      if (report.kind === 'done') open?.done()
      else open?.fail(new EngineError('storage_unavailable', report.text))
      this.#open.delete(report.ticket)
      if (this.#open.size === 0 && !this.#isClosed) this.#worker.unref()
    }
  }
}

function unshipped(): EngineError {
  return new EngineError(
    'storage_unavailable',
    'The usage log was closed; what it had not stored yet is kept on disk.',
  )
}
