import type { EarlyOutcomeTable, UsageEventRow } from '../storage/tables.ts'
import type { CountedUsage } from '../storage/usage-sink.ts'
import { reporterOf, toEarlyRow } from './attribute-outcomes.ts'
import { place } from './event-fields.ts'
import { LatestUses } from './latest-uses.ts'
import type { RecordBatch } from './record-batch.ts'
import { RollupBatch } from './rollup-batch.ts'
import { RollupLabels } from './rollup-labels.ts'
import type { Outcome } from './usage-event.ts'

/** Sums that are kept in memory at the most: some hundred bytes each. */
const sumsMax = 500_000
/** The longer it is counted in memory, the more is read again after a crash. */
const eventsMax = 500_000

/** Outcomes of one reporter that wait for their events; what is beyond that is dropped. */
export const earlyMax = 10_000

/** What was stored and not counted yet, added up. */
export class UsageCounts {
  #labels = new RollupLabels()
  #rollups = new RollupBatch(this.#labels)
  #events = 0
  readonly #early = new Map<string, Outcome[]>()
  #dropped = 0
  readonly #keys = new LatestUses()
  readonly #secrets = new LatestUses()
  #latest: RecordBatch | null = null

  /** Should be written, however little time has passed. */
  get isLarge(): boolean {
    return this.#events >= eventsMax || this.#rollups.size >= sumsMax || this.#labels.isCrowded
  }

  addEvents(batch: RecordBatch, events: readonly number[]): void {
    this.#events += events.length
    this.#latest = batch
    this.#rollups.addEvents(batch, events)
    this.#noteUses(batch, events)
    // Its numbers change with the next read.
    if (batch.texts.isCrowded) this.#settle(batch)
  }

  addOutcome(event: UsageEventRow, outcome: Outcome): void {
    this.#rollups.addOutcome(event, outcome)
  }

  get hasEarly(): boolean {
    return this.#early.size > 0
  }

  addEarly(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const reporter = reporterOf(outcome)
      const waiting = this.#early.get(reporter) ?? []
      this.#early.set(reporter, waiting)
      if (waiting.length < earlyMax) waiting.push(outcome)
      else this.#dropped += 1
    }
  }

  /** Counts outcomes that nobody looks for. */
  drop(outcomes: number): void {
    this.#dropped += outcomes
  }

  /** How many outcomes were dropped since this was asked last. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /**
   * Hands over what was counted and begins again from nothing. Called before the batch is read into again. `waiting`
   * says how many outcomes of each reporter wait in the database already.
   */
  take(waiting: ReadonlyMap<string, number> = new Map()): CountedUsage {
    if (this.#latest) this.#settle(this.#latest)
    const uses = { keyUses: this.#keys.take(), secretUses: this.#secrets.take() }
    const counted = { ...uses, rollups: this.#rollups.rows(), early: this.#takeEarly(waiting) }
    if (this.#labels.isCrowded) this.#labels = new RollupLabels()
    this.#rollups = new RollupBatch(this.#labels)
    this.#events = 0
    return counted
  }

  #takeEarly(waiting: ReadonlyMap<string, number>): EarlyOutcomeTable[] {
    const rows: EarlyOutcomeTable[] = []
    for (const [reporter, outcomes] of this.#early) {
      const fitting = outcomes.slice(0, Math.max(0, earlyMax - (waiting.get(reporter) ?? 0)))
      this.#dropped += outcomes.length - fitting.length
      for (const outcome of fitting) rows.push(toEarlyRow(outcome))
    }
    this.#early.clear()
    return rows
  }

  /** Valid verifications are use, of the key that asked too. */
  #noteUses(batch: RecordBatch, events: readonly number[]): void {
    const { at } = batch.amounts
    const [codes, keys] = [batch.field(place.code), batch.field(place.key)]
    const [callers, secrets] = [batch.field(place.caller), batch.field(place.secret)]
    for (const event of events) {
      if (batch.texts.text(codes[event] ?? 0) !== 'valid') continue
      this.#keys.note(keys[event] ?? 0, at[event] ?? 0)
      this.#keys.note(callers[event] ?? 0, at[event] ?? 0)
      this.#secrets.note(secrets[event] ?? 0, at[event] ?? 0)
    }
  }

  #settle({ texts }: RecordBatch): void {
    this.#keys.settle(texts)
    this.#secrets.settle(texts)
  }
}
