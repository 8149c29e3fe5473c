import type { IdWords } from '../ids/id-words.ts'

const parts = 256
const slotsAtFirst = 16
const wordsPerId = 4
const idsPerPage = 1 << 14

/**
 * Numbers owners from 0 on without a gap and finds their number by the words of their id. A million owners are numbers
 * in a row, which a look-up touches twice, and no objects. The table is in parts that grow on their own: none takes long.
 */
export class OwnerPlaces {
  /** Open addressing, at most half full: a place + 1, or 0. */
  readonly #slots = Array.from({ length: parts }, () => new Int32Array(slotsAtFirst))
  readonly #used = new Int32Array(parts)
  /** The ids by place. */
  readonly #pages: Int32Array[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The place of an owner; -1 where it has none. */
  find(id: IdWords): number {
    const hash = hashOf(id, 0)
    const slots = this.#slotsOf(hash)
    return (slots[this.#slot(slots, hash, id)] ?? 0) - 1
  }

  /** Gives the next place to an owner that has none. */
  add(id: IdWords): number {
    const hash = hashOf(id, 0)
    const part = hash >>> 24
    const used = (this.#used[part] ?? 0) + 1
    this.#used[part] = used
    if (used * 2 > this.#slotsOf(hash).length) this.#grow(part)
    const place = this.#size++
    if (place === this.#pages.length * idsPerPage) this.#pages.push(new Int32Array(idsPerPage * wordsPerId))
    this.#page(place).set(id, offset(place))
    const slots = this.#slotsOf(hash)
    slots[this.#slot(slots, hash, id)] = place + 1
    return place
  }

  /** Takes an owner's place away; the owner with the last place gets it. */
  remove(place: number): void {
    this.#clear(place)
    const last = --this.#size
    if (place === last) return
    const [from, at] = [this.#page(last), offset(last)]
    const hash = hashOf(from, at)
    const slots = this.#slotsOf(hash)
    slots[this.#slotHolding(slots, hash, last)] = place + 1
    this.#page(place).set(from.subarray(at, at + wordsPerId), offset(place))
  }

  /** Closes the gap by moving later owners of the same run back. */
  #clear(place: number): void {
    const hash = hashOf(this.#page(place), offset(place))
    const part = hash >>> 24
    const slots = this.#slotsOf(hash)
    const mask = slots.length - 1
    let hole = this.#slotHolding(slots, hash, place)
    for (let next = (hole + 1) & mask; (slots[next] ?? 0) !== 0; next = (next + 1) & mask) {
      const wanted = this.#hashAt((slots[next] ?? 0) - 1) & mask
      if (((next - wanted) & mask) < ((next - hole) & mask)) continue
      slots[hole] = slots[next] ?? 0
      hole = next
    }
    slots[hole] = 0
    this.#used[part] = (this.#used[part] ?? 0) - 1
  }

  #grow(part: number): void {
    const old = this.#slots[part] ?? new Int32Array(0)
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    for (const taken of old) {
      if (taken === 0) continue
      let slot = this.#hashAt(taken - 1) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = taken
    }
    this.#slots[part] = slots
  }

  /** Where an id is, or would be. */
  #slot(slots: Int32Array, hash: number, id: IdWords): number {
    const mask = slots.length - 1
    let slot = hash & mask
    for (let taken = slots[slot] ?? 0; taken !== 0; taken = slots[slot] ?? 0) {
      if (this.#isAt(taken - 1, id)) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }

  #slotHolding(slots: Int32Array, hash: number, place: number): number {
    const mask = slots.length - 1
    let slot = hash & mask
    while (slots[slot] !== place + 1) slot = (slot + 1) & mask
    return slot
  }

  #isAt(place: number, id: IdWords): boolean {
    const page = this.#page(place)
    const at = offset(place)
    return page[at + 3] === id[3] && page[at + 2] === id[2] && page[at + 1] === id[1] && page[at] === id[0]
  }

  #hashAt(place: number): number {
    return hashOf(this.#page(place), offset(place))
  }

  #slotsOf(hash: number): Int32Array {
    return this.#slots[hash >>> 24] ?? new Int32Array(slotsAtFirst)
  }

  #page(place: number): Int32Array {
    return this.#pages[Math.floor(place / idsPerPage)] ?? new Int32Array(0)
  }
}

function offset(place: number): number {
  return (place % idsPerPage) * wordsPerId
}

/** Ids are made here and nobody chooses them, so that any good mixture will do. */
function hashOf(words: Int32Array, at: number): number {
  let hash = Math.imul((words[at + 3] ?? 0) ^ Math.imul(words[at + 2] ?? 0, 0x9e3779b1), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15) ^ (words[at] ?? 0) ^ (words[at + 1] ?? 0), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
