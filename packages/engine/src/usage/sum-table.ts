import { measureNames } from '../storage/usage-sink.ts'

const width = measureNames.length
/** Every event has these; the others are of outcomes. */
const amounts = 2
const reports = width - amounts

/** The place of a measure among the sums of a slot. */
export const measure = {
  verifications: 0,
  cost: 1,
  outcomes: 2,
  outcomes2xx: 3,
  outcomes3xx: 4,
  outcomes4xx: 5,
  outcomes5xx: 6,
  durations: 7,
  durationMsSum: 8,
  durationMsMax: 9,
} as const

/**
 * Sums by a pair of numbers, the cell and the label; the slots of a cell hang together. Typed arrays, so that a hundred
 * thousand sums are nothing to the garbage collector.
 */
export class SumTable {
  #slots = new Int32Array(1 << 10)
  #cells = new Int32Array(1 << 9)
  #labels = new Int32Array(1 << 9)
  #nexts = new Int32Array(1 << 9)
  #sums = new Float64Array((1 << 9) * amounts)
  /** Only where outcomes are reported at all. */
  #reports = new Float64Array(0)
  /** The latest slot of each cell, -1 for none. */
  readonly #latest: number[] = []
  #count = 0

  get size(): number {
    return this.#count
  }

  /** The slot of a pair, which is made where there is none. Cells and labels are counted from 0. */
  slotOf(cell: number, label: number): number {
    const mask = this.#slots.length - 1
    let at = hashOf(cell, label) & mask
    for (;;) {
      const slot = (this.#slots[at] ?? 0) - 1
      if (slot < 0) return this.#add(at, cell, label)
      if (this.#cells[slot] === cell && this.#labels[slot] === label) return slot
      at = (at + 1) & mask
    }
  }

  add(slot: number, which: number, amount: number): void {
    this.#set(slot, which, this.at(slot, which) + amount)
  }

  raise(slot: number, which: number, value: number): void {
    if (value > this.at(slot, which)) this.#set(slot, which, value)
  }

  /** Adds all sums of a slot of another table. */
  addSlot(slot: number, other: SumTable, otherSlot: number): void {
    const counted = other.#reports.length > 0 ? measure.durationMsMax : amounts
    for (let which = 0; which < counted; which++) this.add(slot, which, other.at(otherSlot, which))
    this.raise(slot, measure.durationMsMax, other.at(otherSlot, measure.durationMsMax))
  }

  at(slot: number, which: number): number {
    if (which < amounts) return this.#sums[slot * amounts + which] ?? 0
    return this.#reports[slot * reports + which - amounts] ?? 0
  }

  /** All sums of a slot, in the order of the measures. */
  sumsOf(slot: number): number[] {
    const sums: number[] = []
    for (let which = 0; which < width; which++) sums.push(this.at(slot, which))
    return sums
  }

  /** The slots of a cell with their labels. */
  forEachOf(cell: number, visit: (slot: number, label: number) => void): void {
    for (let slot = this.#latest[cell] ?? -1; slot >= 0; slot = this.#nexts[slot] ?? -1)
      visit(slot, this.#labels[slot] ?? 0)
  }

  #set(slot: number, which: number, value: number): void {
    if (which < amounts) this.#sums[slot * amounts + which] = value
    else {
      if (this.#reports.length === 0) this.#reports = new Float64Array(this.#cells.length * reports)
      this.#reports[slot * reports + which - amounts] = value
    }
  }

  #add(at: number, cell: number, label: number): number {
    const slot = this.#count
    if (slot >= this.#cells.length) {
      this.#grow()
      return this.slotOf(cell, label)
    }
    this.#count += 1
    this.#slots[at] = slot + 1
    this.#cells[slot] = cell
    this.#labels[slot] = label
    this.#nexts[slot] = this.#latest[cell] ?? -1
    this.#latest[cell] = slot
    return slot
  }

  #grow(): void {
    const size = this.#cells.length * 2
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(size)
      made.set(old)
      return made
    }
    this.#cells = larger(this.#cells)
    this.#labels = larger(this.#labels)
    this.#nexts = larger(this.#nexts)
    const doubles = (old: Float64Array, each: number): Float64Array<ArrayBuffer> => {
      const made = new Float64Array(size * each)
      made.set(old)
      return made
    }
    this.#sums = doubles(this.#sums, amounts)
    if (this.#reports.length > 0) this.#reports = doubles(this.#reports, reports)
    this.#slots = new Int32Array(size * 2)
    const mask = this.#slots.length - 1
    for (let slot = 0; slot < this.#count; slot++) {
      let at = hashOf(this.#cells[slot] ?? 0, this.#labels[slot] ?? 0) & mask
      while (this.#slots[at] !== 0) at = (at + 1) & mask
      this.#slots[at] = slot + 1
    }
  }
}

function hashOf(cell: number, label: number): number {
  const mixed = Math.imul(cell, 0x9e3779b1) ^ Math.imul(label + 1, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
