import { digestWords, type SlotHash } from './digest.ts'

/**
 * A row is one cache line: the digest, four integers, two instants. The same bytes are seen as 16 integers and
 * as 8 floating-point numbers.
 */
export const bytesPerRow = 64
const columns = 16
const policyColumn = digestWords
const homeColumn = digestWords + 1
const recordColumn = digestWords + 2
const stateColumn = digestWords + 3
const timeColumns = 8
const endsAtColumn = 6
const expiresAtColumn = 7

/** A row is stored at most this full, and grows by this much: 75 to 90 bytes a key. */
const loadMax = 0.85
const growth = 1.2
/** Below this load after removals the segment is packed again to a load between this and `loadMax`. */
const loadMin = 0.4
const loadPacked = 0.7
/** Leaves room for segments that get more than the average. */
const loadExpected = 0.75
const capacityMin = 8

const empty = 0

export type SegmentRow = {
  /** 1 to 255. */
  state: number
  policy: number
  home: number
  record: number
  /** Milliseconds UTC; `Infinity` is never. */
  endsAt: number
  expiresAt: number
}

/** One part of the key table: open addressing over whole digests, grown on its own so that no growth is long. */
export class KeySegment {
  readonly #hash: SlotHash
  #depth: number
  #capacity = 0
  #size = 0
  #times = new Float64Array(0)
  #integers = new Int32Array(0)

  /** `depth`: how many leading bits all its digests have in common. */
  constructor(hash: SlotHash, input: { depth: number; expectedSize: number }) {
    this.#hash = hash
    this.#depth = input.depth
    this.#allocate(capacityFor(input.expectedSize))
  }

  get depth(): number {
    return this.#depth
  }

  get size(): number {
    return this.#size
  }

  get capacity(): number {
    return this.#capacity
  }

  /** The slot of a digest; -1 when it is not there. */
  find(words: Int32Array): number {
    return this.findFrom(this.home(words, 0), words, 0)
  }

  /** The same for the digest from `from` on, of which the home is known. */
  findFrom(home: number, words: Int32Array, from: number): number {
    const integers = this.#integers
    const first = words[from]!
    let slot = home
    let at = slot * columns
    while (integers[at + stateColumn] !== empty) {
      if (integers[at] === first && sameDigest(integers, at, { words, from })) return slot
      slot = this.#after(slot)
      at = slot * columns
    }
    return -1
  }

  /**
   * The slot that the digest from `at` on has where no other one came before it: the leading bits of its hash, mapped to
   * any capacity.
   */
  home(words: Int32Array, at: number): number {
    return Math.floor((this.#hash.of(words, at) * this.#capacity) / 0x1_0000_0000)
  }

  /** Adds a digest that is not there yet. */
  insert(words: Int32Array, row: SegmentRow): void {
    if (this.#size + 1 > this.#capacity * loadMax) {
      this.#rebuild(Math.max(this.#capacity + 4, Math.ceil(this.#capacity * growth)))
    }
    const slot = this.#freeSlot(words, 0)
    this.#integers.set(words, slot * columns)
    this.write(slot, row)
    this.#size++
  }

  write(slot: number, row: SegmentRow): void {
    const at = slot * columns
    this.#integers[at + policyColumn] = row.policy
    this.#integers[at + homeColumn] = row.home
    this.#integers[at + recordColumn] = row.record
    this.#integers[at + stateColumn] = row.state
    this.#times[slot * timeColumns + endsAtColumn] = row.endsAt
    this.#times[slot * timeColumns + expiresAtColumn] = row.expiresAt
  }

  /** Closes the gap by moving later rows of the same run back, so that removals leave no tombstones. */
  removeAt(slot: number): void {
    let hole = slot
    let next = this.#after(hole)
    while (this.isOccupied(next)) {
      const wanted = this.home(this.#integers, next * columns)
      const reachable = hole <= next ? wanted <= hole || wanted > next : wanted <= hole && wanted > next
      if (reachable) {
        this.#move(next, hole)
        hole = next
      }
      next = this.#after(next)
    }
    this.#integers[hole * columns + stateColumn] = empty
    this.#size--
    if (this.#size < this.#capacity * loadMin && this.#capacity > capacityMin) {
      this.#rebuild(Math.max(capacityMin, Math.ceil(this.#size / loadPacked)))
    }
  }

  isOccupied(slot: number): boolean {
    return this.#integers[slot * columns + stateColumn] !== empty
  }

  /** Copies the digest at `slot` out. */
  readDigest(slot: number, words: Int32Array): void {
    for (let word = 0; word < digestWords; word++) words[word] = this.#integers[slot * columns + word]!
  }

  stateAt(slot: number): number {
    return this.#integers[slot * columns + stateColumn]!
  }

  policyAt(slot: number): number {
    return this.#integers[slot * columns + policyColumn]!
  }

  homeAt(slot: number): number {
    return this.#integers[slot * columns + homeColumn]!
  }

  recordAt(slot: number): number {
    return this.#integers[slot * columns + recordColumn]!
  }

  endsAt(slot: number): number {
    return this.#times[slot * timeColumns + endsAtColumn]!
  }

  expiresAt(slot: number): number {
    return this.#times[slot * timeColumns + expiresAtColumn]!
  }

  /** Goes one bit deeper: the rows whose next bit is set move into a segment of their own, which is returned. */
  split(): KeySegment {
    const bit = 1 << (31 - this.#depth)
    const old = this.#integers
    let upperSize = 0
    for (let at = 0; at < old.length; at += columns)
      if (old[at + stateColumn] !== empty && (old[at]! & bit) !== 0) upperSize++
    const depth = ++this.#depth
    const upper = new KeySegment(this.#hash, { depth, expectedSize: upperSize })
    upper.#size = upperSize
    this.#size -= upperSize
    this.#allocate(capacityFor(this.#size))
    for (let at = 0; at < old.length; at += columns) {
      if (old[at + stateColumn] === empty) continue
      const target = (old[at]! & bit) === 0 ? this : upper
      target.#take(old, at)
    }
    return upper
  }

  #allocate(capacity: number): void {
    const buffer = new ArrayBuffer(capacity * bytesPerRow)
    this.#integers = new Int32Array(buffer)
    this.#times = new Float64Array(buffer)
    this.#capacity = capacity
  }

  #rebuild(capacity: number): void {
    const old = this.#integers
    this.#allocate(capacity)
    for (let at = 0; at < old.length; at += columns) {
      if (old[at + stateColumn] !== empty) this.#take(old, at)
    }
  }

  /** Element by element: a `subarray` per row would cost more than the copy. */
  #take(rows: Int32Array, at: number): void {
    const target = this.#freeSlot(rows, at) * columns
    for (let column = 0; column < columns; column++) this.#integers[target + column] = rows[at + column]!
  }

  #freeSlot(words: Int32Array, at: number): number {
    let slot = this.home(words, at)
    while (this.isOccupied(slot)) slot = this.#after(slot)
    return slot
  }

  #after(slot: number): number {
    return slot + 1 === this.#capacity ? 0 : slot + 1
  }

  #move(from: number, to: number): void {
    this.#integers.copyWithin(to * columns, from * columns, (from + 1) * columns)
  }
}

function capacityFor(size: number): number {
  return Math.max(capacityMin, Math.ceil(size / loadExpected))
}

function sameDigest(
  integers: Int32Array,
  at: number,
  { words, from }: { words: Int32Array; from: number },
): boolean {
  for (let word = 1; word < digestWords; word++) if (integers[at + word] !== words[from + word]) return false
  return true
}
