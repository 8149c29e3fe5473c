import { idBytes } from '../ids/base32.ts'
import { blockMinuteMs, type MonthPart, monthAt } from '../storage/usage-sink.ts'
import { BlockWriter } from './block-writer.ts'
import { place } from './event-fields.ts'
import { unpackEventId } from './packed-text.ts'
import type { RecordBatch } from './record-batch.ts'

/** A page of a list reads whole blocks; smaller ones compress less and need more postings. */
const blockEventsMax = 512

/** A group's organization and key and its own number make one number to sort by: 19, 19 and 15 bits. */
const keyUnit = 2 ** 15
const organizationUnit = 2 ** 34

/**
 * Sorts a batch's events by minute, organization and key, so that a reader of one of these opens few blocks, and cuts
 * them into blocks. Within a key they keep the order of the journal.
 */
export class BlockCutter {
  readonly #writer = new BlockWriter()
  readonly #events = new Int32Array(blockEventsMax)

  /** Adds the blocks of these events, and their postings, to the months. */
  cut(batch: RecordBatch, events: readonly number[], partOf: (month: string) => MonthPart): void {
    for (const [minute, ofMinute] of minutesOf(batch, events)) {
      const part = partOf(monthAt(minute * blockMinuteMs))
      let filled = 0
      for (const event of sortedByOwner(batch, ofMinute)) {
        this.#events[filled++] = event
        if (filled < blockEventsMax) continue
        this.#finish(batch, filled, part)
        filled = 0
      }
      if (filled > 0) this.#finish(batch, filled, part)
    }
  }

  #finish(batch: RecordBatch, count: number, part: MonthPart): void {
    const events = this.#events.subarray(0, count)
    const { first, last } = boundsOf(batch.ids, events)
    part.blocks.push({ last, first, events: count, body: this.#writer.write(batch, events) })
    for (const owner of ownersOf(batch, events)) part.postings.push({ owner, last })
  }
}

function minutesOf(batch: RecordBatch, events: readonly number[]): Map<number, number[]> {
  const minutes = new Map<number, number[]>()
  let minute = Number.NaN
  let ofMinute: number[] = []
  for (const event of events) {
    const its = Math.floor(batch.madeAt(event) / blockMinuteMs)
    if (its !== minute) {
      minute = its
      ofMinute = minutes.get(minute) ?? []
      minutes.set(minute, ofMinute)
    }
    ofMinute.push(event)
  }
  return minutes
}

function sortedByOwner(batch: RecordBatch, events: readonly number[]): Int32Array {
  const organizations = batch.field(place.organization)
  const keys = batch.field(place.key)
  const order = new Float64Array(events.length)
  for (let index = 0; index < order.length; index++) {
    const event = events[index] ?? 0
    order[index] = (organizations[event] ?? 0) * organizationUnit + (keys[event] ?? 0) * keyUnit + index
  }
  order.sort()
  const sorted = new Int32Array(order.length)
  for (let index = 0; index < order.length; index++)
    sorted[index] = events[(order[index] ?? 0) % keyUnit] ?? 0
  return sorted
}

/** The least and the greatest id. */
function boundsOf(ids: Buffer, events: Int32Array): { first: string; last: string } {
  let [first, last] = [(events[0] ?? 0) * idBytes, (events[0] ?? 0) * idBytes]
  for (let i = 1; i < events.length; i++) {
    const at = (events[i] ?? 0) * idBytes
    if (isLess(ids, at, first)) first = at
    else if (isLess(ids, last, at)) last = at
  }
  return { first: unpackEventId(ids, first), last: unpackEventId(ids, last) }
}

function isLess(ids: Buffer, one: number, other: number): boolean {
  for (let i = 0; i < idBytes; i++) {
    const difference = (ids[one + i] ?? 0) - (ids[other + i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** Organizations and keys of sorted events, which stand together. */
function ownersOf(batch: RecordBatch, events: Int32Array): string[] {
  const owners: string[] = []
  for (const field of [place.organization, place.key]) {
    const column = batch.field(field)
    let last = 0
    for (let i = 0; i < events.length; i++) {
      const number = column[events[i] ?? 0] ?? 0
      if (number !== last && number !== 0) owners.push(batch.texts.text(number) ?? '')
      last = number
    }
  }
  return owners
}
