/** A window is counted in so many slices; more would be finer and cost more memory for each busy key. */
const slicesPerWindow = 64

/** A power of two. */
const cellsAtFirst = 4

/** Places of a window's numbers; together they are one line of the processor's caches. */
const oldestEnd = 0
const total = 1
const newestAt = 2
const newestCount = 3
const newestSlice = 4
const windowMs = 5
const head = 6
const length = 7
const numbersPerWindow = 8

/** A page has 64 KiB. */
const pageBits = 10
const windowsPerPage = 1 << pageBits

const nothing = new Float64Array(0)

/**
 * Sliding windows by number. Each says what was taken in its last `windowSeconds`, to the slice. What was taken in one
 * slice counts until the last of it has left the window, so that no window of that length, wherever it begins, ever
 * holds more than was allowed; in return something taken counts for up to one slice too long, but none longer than a
 * window after the last that was taken. Times are monotonic milliseconds. A million windows are numbers in a row and no
 * objects, so that one that was not asked for a while costs the processor one visit to memory.
 */
export class SlidingWindows {
  /**
   * Of each window: when its oldest slice has left it (Infinity: nothing is taken), what all slices hold, the newest
   * slice (when something was last taken in it, what was, and its number), the window's length in milliseconds, and
   * where the ring of the slices before the newest begins and how many are in it.
   */
  readonly #pages: Float64Array[] = []
  /** By window, where it has one: the ring of pairs, when something was last taken in a slice and what was, oldest first. */
  readonly #rings: (Float64Array | null)[] = []
  /** Rows of so many windows that nobody has any more. */
  readonly #free = new Map<number, number[]>()
  #size = 0

  /** The first of a row of empty windows of these lengths. */
  allocate(windowSeconds: readonly number[]): number {
    const first = this.#free.get(windowSeconds.length)?.pop() ?? this.#grow(windowSeconds.length)
    for (const [index, seconds] of windowSeconds.entries()) this.#clear(first + index, seconds * 1000)
    return first
  }

  /** Nobody asks for this row of windows any more. */
  release(first: number, count: number): void {
    for (let index = first; index < first + count; index++) this.#rings[index] = null
    const free = this.#free.get(count)
    if (free === undefined) this.#free.set(count, [first])
    else free.push(first)
  }

  /** What counts as taken; call `expire` first. */
  total(index: number): number {
    return this.#number(index, total)
  }

  expire(index: number, now: number): void {
    while (this.#number(index, oldestEnd) <= now) this.#dropOldest(index)
  }

  add(index: number, count: number, now: number): void {
    if (count === 0) return
    const page = this.#page(index)
    const at = offset(index)
    const isEmpty = page[at + oldestEnd] === Number.POSITIVE_INFINITY
    const slice = this.#sliceOf(index, now)
    page[at + total] = (page[at + total] ?? 0) + count
    if (!isEmpty && slice <= (page[at + newestSlice] ?? 0)) {
      page[at + newestAt] = Math.max(now, page[at + newestAt] ?? 0)
      page[at + newestCount] = (page[at + newestCount] ?? 0) + count
    } else {
      if (!isEmpty) this.#keepNewest(index)
      page[at + newestAt] = now
      page[at + newestCount] = count
      page[at + newestSlice] = slice
    }
    if (page[at + length] === 0)
      page[at + oldestEnd] = (page[at + newestAt] ?? 0) + (page[at + windowMs] ?? 0)
  }

  /** Gives back what was taken at `taken`, as far as it still counts at `now`. */
  remove(index: number, count: number, { taken, now }: { taken: number; now: number }): void {
    this.expire(index, now)
    if (this.#isEmpty(index)) return
    const slice = this.#sliceOf(index, taken)
    // Where the slices of that time are gone, those that are left hold what others have taken since.
    const mayBeGone = taken + this.#number(index, windowMs) <= now
    if (mayBeGone && this.#sliceOf(index, this.#lastAt(index, 0)) > slice) return
    const slices = this.#number(index, length)
    let rest = count
    for (let i = 0; i <= slices && rest > 0; i++) {
      if (this.#sliceOf(index, this.#lastAt(index, i)) < slice) continue
      const held = this.#countAt(index, i)
      const given = Math.min(rest, held)
      this.#setCount(index, i, held - given)
      this.#set(index, total, this.#number(index, total) - given)
      rest -= given
    }
  }

  /** How long until `needed` of what was taken counts no more; Infinity when less than that was taken. */
  waitMs(index: number, needed: number, now: number): number {
    let freed = 0
    const slices = this.#isEmpty(index) ? -1 : this.#number(index, length)
    for (let i = 0; i <= slices; i++) {
      freed += this.#countAt(index, i)
      if (freed >= needed) return Math.max(0, this.#lastAt(index, i) + this.#number(index, windowMs) - now)
    }
    return needed <= 0 ? 0 : Number.POSITIVE_INFINITY
  }

  /** How long until nothing counts any more. */
  resetMs(index: number, now: number): number {
    if (this.#isEmpty(index)) return 0
    return Math.max(0, this.#number(index, newestAt) + this.#number(index, windowMs) - now)
  }

  /** Gives an empty window the past of another. Each slice counts as taken at its last, so nothing is forgotten early. */
  copy(from: number, to: number, now: number): void {
    const slices = this.#isEmpty(from) ? -1 : this.#number(from, length)
    for (let i = 0; i <= slices; i++)
      this.add(to, this.#countAt(from, i), Math.min(now, this.#lastAt(from, i)))
  }

  #grow(count: number): number {
    const first = this.#size
    this.#size += count
    for (let index = first; index < this.#size; index++) this.#rings.push(null)
    while (this.#pages.length * windowsPerPage < this.#size)
      this.#pages.push(new Float64Array(windowsPerPage * numbersPerWindow))
    return first
  }

  #clear(index: number, milliseconds: number): void {
    this.#page(index).fill(0, offset(index), offset(index) + numbersPerWindow)
    this.#set(index, oldestEnd, Number.POSITIVE_INFINITY)
    this.#set(index, windowMs, milliseconds)
  }

  #page(index: number): Float64Array {
    return this.#pages[index >>> pageBits] ?? nothing
  }

  #number(index: number, place: number): number {
    return this.#page(index)[offset(index) + place] ?? 0
  }

  #set(index: number, place: number, value: number): void {
    this.#page(index)[offset(index) + place] = value
  }

  #isEmpty(index: number): boolean {
    return this.#number(index, oldestEnd) === Number.POSITIVE_INFINITY
  }

  #sliceOf(index: number, at: number): number {
    return Math.floor((at * slicesPerWindow) / this.#number(index, windowMs))
  }

  /** Of slice `number`, oldest first; the newest has the number `length`. */
  #lastAt(index: number, number: number): number {
    if (number === this.#number(index, length)) return this.#number(index, newestAt)
    const ring = this.#ring(index)
    return ring[this.#cell(index, ring, number)] ?? 0
  }

  #countAt(index: number, number: number): number {
    if (number === this.#number(index, length)) return this.#number(index, newestCount)
    const ring = this.#ring(index)
    return ring[this.#cell(index, ring, number) + 1] ?? 0
  }

  #setCount(index: number, number: number, count: number): void {
    if (number === this.#number(index, length)) {
      this.#set(index, newestCount, count)
      return
    }
    const ring = this.#ring(index)
    ring[this.#cell(index, ring, number) + 1] = count
  }

  #dropOldest(index: number): void {
    this.#set(index, total, this.#number(index, total) - this.#countAt(index, 0))
    const slices = this.#number(index, length)
    if (slices === 0) {
      this.#set(index, oldestEnd, Number.POSITIVE_INFINITY)
      return
    }
    this.#set(index, head, this.#cell(index, this.#ring(index), 1) / 2)
    this.#set(index, length, slices - 1)
    this.#set(index, oldestEnd, this.#lastAt(index, 0) + this.#number(index, windowMs))
  }

  /** It is the newest no longer. */
  #keepNewest(index: number): void {
    const ring = this.#withRoom(index)
    const slices = this.#number(index, length)
    const cell = this.#cell(index, ring, slices)
    ring[cell] = this.#number(index, newestAt)
    ring[cell + 1] = this.#number(index, newestCount)
    this.#set(index, length, slices + 1)
  }

  #ring(index: number): Float64Array {
    return this.#rings[index] ?? nothing
  }

  /** Rings have a power of two of pairs. */
  #cell(index: number, ring: Float64Array, number: number): number {
    return ((this.#number(index, head) + number) * 2) & (ring.length - 1)
  }

  #withRoom(index: number): Float64Array {
    const ring = this.#ring(index)
    const slices = this.#number(index, length)
    if (slices * 2 < ring.length) return ring
    const larger = new Float64Array(Math.max(cellsAtFirst, slices * 2) * 2)
    for (let i = 0; i < slices; i++) {
      larger[i * 2] = this.#lastAt(index, i)
      larger[i * 2 + 1] = this.#countAt(index, i)
    }
    this.#rings[index] = larger
    this.#set(index, head, 0)
    return larger
  }
}

function offset(index: number): number {
  return (index & (windowsPerPage - 1)) * numbersPerWindow
}
