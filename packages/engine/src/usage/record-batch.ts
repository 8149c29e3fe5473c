import { idBytes } from '../ids/base32.ts'
import type { UsageEventRow } from '../storage/tables.ts'
import { sharedFields, toEventRow } from './event-fields.ts'
import { timeOfPackedId, unpackEventId, unpackText } from './packed-text.ts'
import { TextTable, textsMax } from './text-table.ts'
import type { Outcome } from './usage-event.ts'

type Amounts = { readonly at: Float64Array; readonly cost: Float64Array; readonly count: Float64Array }

/**
 * What was read from a journal at once, in columns: no object is made of an event on its way into the log. Its memory
 * is used again by the next read.
 */
export class RecordBatch {
  readonly texts = new TextTable(textsMax)
  /** Where packed paths lie. */
  source: Buffer = Buffer.alloc(0)
  readonly outcomes: Outcome[] = []
  #entries = 0
  #events = 0
  #ids = Buffer.allocUnsafeSlow(0)
  #amounts = { at: new Float64Array(0), cost: new Float64Array(0), count: new Float64Array(0) }
  #paths = new Int32Array(0)
  #fields: Int32Array[] = sharedFields.map(() => new Int32Array(0))
  /** Where each entry ends in the journal, and which event it is; an outcome is -1 and less. */
  #ends = new Float64Array(0)
  #rows = new Int32Array(0)

  get entries(): number {
    return this.#entries
  }

  get events(): number {
    return this.#events
  }

  /** The ids of the events, one after another. */
  get ids(): Buffer {
    return this.#ids
  }

  /** Where the packed path of each event begins in `source`. */
  get paths(): Int32Array {
    return this.#paths
  }

  /** The columns of the shared fields, in their order. */
  get fields(): readonly Int32Array[] {
    return this.#fields
  }

  get amounts(): Amounts {
    return this.#amounts
  }

  /** The numbers of a shared field's texts, by event. */
  field(place: number): Int32Array {
    const column = this.#fields[place]
    if (column === undefined) throw new RangeError('there is no such field')
    return column
  }

  endOf(entry: number): number {
    return this.#ends[entry] ?? 0
  }

  /** The event of an entry; below 0 the bitwise complement of the place of an outcome. */
  rowOf(entry: number): number {
    return this.#rows[entry] ?? 0
  }

  clear(): void {
    this.texts.refresh()
    this.outcomes.length = 0
    this.#entries = 0
    this.#events = 0
  }

  /** Makes room for one more entry. */
  reserve(): void {
    if (this.#entries < this.#ends.length) return
    const size = Math.max(1024, this.#ends.length * 2)
    const doubles = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const larger = new Float64Array(size)
      larger.set(old)
      return larger
    }
    const integers = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size)
      larger.set(old)
      return larger
    }
    const { at, cost, count } = this.#amounts
    this.#amounts = { at: doubles(at), cost: doubles(cost), count: doubles(count) }
    this.#ends = doubles(this.#ends)
    this.#rows = integers(this.#rows)
    this.#paths = integers(this.#paths)
    this.#fields = this.#fields.map(integers)
    const ids = Buffer.allocUnsafeSlow(size * idBytes)
    this.#ids.copy(ids)
    this.#ids = ids
  }

  /** Takes the event whose columns were written at `events`. */
  addEvent(end: number): void {
    this.#rows[this.#entries] = this.#events
    this.#ends[this.#entries] = end
    this.#entries += 1
    this.#events += 1
  }

  addOutcome(outcome: Outcome, end: number): void {
    this.#rows[this.#entries] = ~this.outcomes.length
    this.#ends[this.#entries] = end
    this.#entries += 1
    this.outcomes.push(outcome)
  }

  idOf(event: number): string {
    return unpackEventId(this.#ids, event * idBytes)
  }

  /** When the id of an event was made, in milliseconds UTC. */
  madeAt(event: number): number {
    return timeOfPackedId(this.#ids, event * idBytes)
  }

  /** An event as a row, for whoever needs a few. */
  row(event: number): UsageEventRow {
    const own = {
      id: this.idOf(event),
      at: this.#amounts.at[event] ?? 0,
      cost: this.#amounts.cost[event] ?? 0,
      count: this.#amounts.count[event] ?? 0,
      path: unpackText(this.source, this.#paths[event] ?? 0),
    }
    return toEventRow(own, place => this.texts.text(this.field(place)[event] ?? 0))
  }
}
