import { idBytes } from '../ids/base32.ts'
import { blockVersion, hasAmounts, hasTimes, oneForAll, packBody } from './block.ts'
import { sharedFields } from './event-fields.ts'
import { packedEnd } from './packed-text.ts'
import type { RecordBatch } from './record-batch.ts'
import { textsMax } from './text-table.ts'

/** Writes blocks out of a batch's columns. Its memory is used again for each block. */
export class BlockWriter {
  #body = Buffer.allocUnsafeSlow(128 * 1024)
  #at = 0
  /** By a text's number: its place among the block's texts, valid where the mark is this block's. */
  readonly #places = new Int32Array(textsMax)
  readonly #marks = new Int32Array(textsMax)
  #mark = 0
  readonly #numbers: number[] = []

  /** The body of a block of these events, 65,535 at the most. */
  write(batch: RecordBatch, events: Int32Array): Buffer {
    this.#gather(batch, events)
    const flags = flagsOf(batch, events)
    this.#at = 0
    this.#reserve(6)
    this.#body[0] = blockVersion
    this.#body.writeUInt16LE(events.length, 1)
    this.#body[3] = flags
    this.#body.writeUInt16LE(this.#numbers.length, 4)
    this.#at = 6
    for (const number of this.#numbers) {
      this.#reserve(batch.texts.packedBytes(number))
      this.#at = batch.texts.copy(number, this.#body, this.#at)
    }
    for (let place = 0; place < sharedFields.length; place++) this.#writeColumn(batch.field(place), events)
    this.#writeIds(batch.ids, events)
    if (flags & hasTimes) this.#writeDoubles(batch.amounts.at, events)
    if (flags & hasAmounts) {
      this.#writeDoubles(batch.amounts.cost, events)
      this.#writeDoubles(batch.amounts.count, events)
    }
    this.#writePaths(batch, events)
    return packBody(this.#body.subarray(0, this.#at))
  }

  /** Gives each text that is in the block a place in it. */
  #gather(batch: RecordBatch, events: Int32Array): void {
    this.#mark += 1
    this.#numbers.length = 0
    const [mark, marks] = [this.#mark, this.#marks]
    for (let place = 0; place < sharedFields.length; place++) {
      const column = batch.field(place)
      let last = -1
      for (let i = 0; i < events.length; i++) {
        const number = column[events[i] ?? 0] ?? 0
        if (number === last || marks[number] === mark) continue
        last = number
        marks[number] = mark
        this.#places[number] = this.#numbers.length
        this.#numbers.push(number)
      }
    }
  }

  #writeColumn(column: Int32Array, events: Int32Array): void {
    const first = column[events[0] ?? 0] ?? 0
    let isOne = true
    for (let i = 1; i < events.length && isOne; i++) isOne = column[events[i] ?? 0] === first
    const written = isOne ? 1 : events.length
    this.#reserve(1 + 2 * written)
    const [body, places] = [this.#body, this.#places]
    let at = this.#at
    body[at++] = isOne ? oneForAll : 0
    for (let i = 0; i < written; i++) {
      const number = places[column[events[i] ?? 0] ?? 0] ?? 0
      body[at++] = number
      body[at++] = number >>> 8
    }
    this.#at = at
  }

  #writeIds(ids: Buffer, events: Int32Array): void {
    this.#reserve(idBytes * events.length)
    const body = this.#body
    let at = this.#at
    for (let byte = 0; byte < idBytes; byte++)
      for (let i = 0; i < events.length; i++) body[at++] = ids[(events[i] ?? 0) * idBytes + byte] ?? 0
    this.#at = at
  }

  #writeDoubles(column: Float64Array, events: Int32Array): void {
    this.#reserve(8 * events.length)
    for (let i = 0; i < events.length; i++)
      this.#at = this.#body.writeDoubleLE(column[events[i] ?? 0] ?? 0, this.#at)
  }

  #writePaths({ source, paths }: RecordBatch, events: Int32Array): void {
    for (let i = 0; i < events.length; i++) {
      const start = paths[events[i] ?? 0] ?? 0
      const end = packedEnd(source, start)
      this.#reserve(end - start)
      if (end - start > 64) this.#at += source.copy(this.#body, this.#at, start, end)
      else {
        const body = this.#body
        let to = this.#at
        for (let at = start; at < end; at++) body[to++] = source[at] ?? 0
        this.#at = to
      }
    }
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#body.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#at + more, this.#body.length * 2))
    this.#body.copy(larger, 0, 0, this.#at)
    this.#body = larger
  }
}

function flagsOf(batch: RecordBatch, events: Int32Array): number {
  const { at, cost, count } = batch.amounts
  let flags = 0
  for (let i = 0; i < events.length; i++) {
    const event = events[i] ?? 0
    if (at[event] !== batch.madeAt(event)) flags |= hasTimes
    if (cost[event] !== 1 || count[event] !== 1) flags |= hasAmounts
  }
  return flags
}
