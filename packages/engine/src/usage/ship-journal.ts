import { rmSync } from 'node:fs'
import type { EngineLog } from '../clock/engine-log.ts'
import { RefusedRecord, type ShippedTo, type UsageSink } from '../storage/usage-sink.ts'
import { attributeOutcomes } from './attribute-outcomes.ts'
import type { JournalReader } from './journal-reader.ts'
import { listSegments, segmentPath } from './journal-segments.ts'
import { type EntrySpan, prepareBatch } from './prepare-batch.ts'
import type { RecordBatch } from './record-batch.ts'
import { UsageCounts } from './usage-counts.ts'

export type JournalSource = { id: string; directory: string; reader: JournalReader }

export type Shipping = {
  source: JournalSource
  sink: UsageSink
  log: EngineLog
  /** Called when everything before a position is stored and counted, with how many records that were. */
  onShipped: (position: number, records: number) => void
  isStopping: () => boolean
}

/** Reached under load only, where every commit that is saved counts. */
const batchRecordsMax = 10_000

/**
 * Ships one journal in two steps: events are stored batch by batch, and counted in memory until the counts are written
 * at once with the position. What was stored and not counted when a process ends is read again, and only counted.
 * After an error this is of no use any more: begin again from where the sink says.
 */
export class Shipment {
  readonly #shipping: Shipping
  readonly #boundaries: readonly number[]
  readonly #counts = new UsageCounts()
  #stored: number
  #counted: number
  #records = 0

  constructor(shipping: Shipping, from: ShippedTo) {
    this.#shipping = shipping
    this.#boundaries = from.boundaries
    this.#stored = from.position
    this.#counted = from.position
  }

  /** Everything before it is in the log. */
  get stored(): number {
    return this.#stored
  }

  /** How much waits for `count`. */
  get uncounted(): number {
    return this.#records
  }

  /** Stores up to `limit`, batch by batch, at least one; counts on the way where much waits. Answers how many entries. */
  async store(limit: number): Promise<number> {
    const { source, log, isStopping } = this.#shipping
    let stored = 0
    while (this.#stored < limit) {
      const boundary = this.#boundaries.find(each => each > this.#stored) ?? limit
      const read = source.reader.read(this.#stored, Math.min(boundary, limit), batchRecordsMax)
      if (read.gap)
        log.warn({ journalId: source.id, ...read.gap }, 'Bytes of a usage journal hold no readable record.')
      const { entries } = read.batch
      if (entries > 0) await this.#storeBatch(read.batch, { from: 0, to: entries })
      if (read.position === this.#stored) break
      this.#stored = read.position
      this.#records += entries
      stored += entries
      if (this.#counts.isLarge) await this.count()
      if (isStopping()) break
    }
    return stored
  }

  /** Writes the counts of what is stored, and removes segments that are shipped whole. */
  async count(): Promise<void> {
    if (this.#stored === this.#counted) return
    const { source, sink, onShipped } = this.#shipping
    const waiting = this.#counts.hasEarly ? await sink.waitingEarly() : undefined
    await sink.count(this.#counts.take(waiting), source.id, this.#stored)
    const dropped = this.#counts.takeDropped()
    if (dropped > 0)
      this.#shipping.log.warn(
        { journalId: source.id, dropped },
        'Reported outcomes were dropped: too many name verifications that are not in the usage log.',
      )
    this.#counted = this.#stored
    removeShipped(source, this.#counted)
    onShipped(this.#counted, this.#records)
    this.#records = 0
  }

  /** A batch that the log cannot take for what is in it is halved until the offending record is alone. */
  async #storeBatch(batch: RecordBatch, { from, to }: EntrySpan): Promise<void> {
    const { source, sink, log } = this.#shipping
    const end = batch.endOf(to - 1)
    try {
      const { months, events, outcomes } = prepareBatch(batch, { from, to })
      const { dropped } = await sink.store(months, source.id, end)
      if (dropped.length > 0)
        log.warn(
          { journalId: source.id, dropped },
          'Usage of months that are dropped was counted and not kept.',
        )
      const attributed = await attributeOutcomes(outcomes, sink)
      this.#counts.addEvents(batch, events)
      for (const { event, outcome } of attributed.counted) this.#counts.addOutcome(event, outcome)
      this.#counts.addEarly(attributed.early)
      this.#counts.drop(attributed.unseen)
    } catch (error) {
      if (!(error instanceof RefusedRecord || sink.isRowError(error))) throw error
      if (to - from === 1) {
        log.error({ journalId: source.id, end, err: error }, 'A usage record was refused by the database.')
        return
      }
      const middle = (from + to) >>> 1
      await this.#storeBatch(batch, { from, to: middle })
      await this.#storeBatch(batch, { from: middle, to })
    }
  }
}

function removeShipped(source: JournalSource, position: number): void {
  const starts = listSegments(source.directory)
  for (const [index, start] of starts.entries()) {
    const next = starts[index + 1]
    if (next === undefined || next > position) return
    rmSync(segmentPath(source.directory, start), { force: true })
  }
}
