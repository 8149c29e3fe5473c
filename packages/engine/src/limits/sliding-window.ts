/** A window is counted in so many slices; more would be finer and cost more memory for each busy key. */
const slicesPerWindow = 64

/** A power of two. */
const cellsAtFirst = 4

/** Places in what nearly every call reads; together they are one line of the processor's caches. */
const oldestEnd = 0
const total = 1
const newestAt = 2
const newestCount = 3
const newestSlice = 4
const numbersPerWindow = 5

/**
 * What was taken in the last `windowSeconds`, to the slice. What was taken in one slice counts until the last of it has
 * left the window, so that no window of that length, wherever it begins, ever holds more than was allowed; in return
 * something taken counts for up to one slice too long, but none longer than a window after the last that was taken.
 * Times are monotonic milliseconds.
 */
export class SlidingWindow {
  readonly name: string
  readonly windowSeconds: number
  readonly #windowMs: number
  /** When the oldest slice has left the window (Infinity: nothing is taken), what all hold, and the newest slice. */
  readonly #numbers = new Float64Array(numbersPerWindow)
  /** The slices before the newest: a ring of pairs, when something was last taken and what was, oldest first. */
  #cells: Float64Array<ArrayBuffer> | null = null
  #head = 0
  #length = 0

  constructor(name: string, windowSeconds: number) {
    this.name = name
    this.windowSeconds = windowSeconds
    this.#windowMs = windowSeconds * 1000
    this.#numbers[oldestEnd] = Number.POSITIVE_INFINITY
  }

  /** What counts as taken; call `expire` first. */
  get total(): number {
    return this.#number(total)
  }

  expire(now: number): void {
    while (this.#number(oldestEnd) <= now) this.#dropOldest()
  }

  add(count: number, now: number): void {
    if (count === 0) return
    const numbers = this.#numbers
    const slice = this.#sliceOf(now)
    numbers[total] = this.#number(total) + count
    if (!this.#isEmpty() && slice <= this.#number(newestSlice)) {
      numbers[newestAt] = Math.max(now, this.#number(newestAt))
      numbers[newestCount] = this.#number(newestCount) + count
    } else {
      if (!this.#isEmpty()) this.#keepNewest()
      numbers[newestAt] = now
      numbers[newestCount] = count
      numbers[newestSlice] = slice
    }
    if (this.#length === 0) numbers[oldestEnd] = this.#number(newestAt) + this.#windowMs
  }

  /** Gives back what was taken at `at`, as far as it still counts. */
  remove(count: number, at: number): void {
    if (this.#isEmpty()) return
    const slice = this.#sliceOf(at)
    let rest = count
    for (let i = 0; i <= this.#length && rest > 0; i++) {
      if (this.#sliceOf(this.#lastAt(i)) < slice) continue
      const taken = Math.min(rest, this.#countAt(i))
      this.#setCount(i, this.#countAt(i) - taken)
      this.#numbers[total] = this.#number(total) - taken
      rest -= taken
    }
  }

  /** How long until `needed` of what was taken counts no more; Infinity when less than that was taken. */
  waitMs(needed: number, now: number): number {
    let freed = 0
    for (let i = 0; i <= this.#length && !this.#isEmpty(); i++) {
      freed += this.#countAt(i)
      if (freed >= needed) return Math.max(0, this.#lastAt(i) + this.#windowMs - now)
    }
    return needed <= 0 ? 0 : Number.POSITIVE_INFINITY
  }

  /** How long until nothing counts any more. */
  resetMs(now: number): number {
    return this.#isEmpty() ? 0 : Math.max(0, this.#number(newestAt) + this.#windowMs - now)
  }

  /** The same past in a window of another length. Each slice counts as taken at its last, so nothing is forgotten early. */
  resized(windowSeconds: number, now: number): SlidingWindow {
    const other = new SlidingWindow(this.name, windowSeconds)
    for (let i = 0; i <= this.#length && !this.#isEmpty(); i++)
      other.add(this.#countAt(i), Math.min(now, this.#lastAt(i)))
    return other
  }

  #number(place: number): number {
    return this.#numbers[place] ?? 0
  }

  #isEmpty(): boolean {
    return this.#number(oldestEnd) === Number.POSITIVE_INFINITY
  }

  #sliceOf(at: number): number {
    return Math.floor((at * slicesPerWindow) / this.#windowMs)
  }

  /** Of slice `index`, oldest first; the newest has the number `#length`. */
  #lastAt(index: number): number {
    return index === this.#length ? this.#number(newestAt) : (this.#cells?.[this.#cell(index)] ?? 0)
  }

  #countAt(index: number): number {
    return index === this.#length ? this.#number(newestCount) : (this.#cells?.[this.#cell(index) + 1] ?? 0)
  }

  #setCount(index: number, count: number): void {
    if (index === this.#length) this.#numbers[newestCount] = count
    else if (this.#cells !== null) this.#cells[this.#cell(index) + 1] = count
  }

  #dropOldest(): void {
    const numbers = this.#numbers
    numbers[total] = this.#number(total) - this.#countAt(0)
    if (this.#length === 0) {
      numbers[oldestEnd] = Number.POSITIVE_INFINITY
      return
    }
    this.#head = this.#cell(1) / 2
    this.#length -= 1
    numbers[oldestEnd] = this.#lastAt(0) + this.#windowMs
  }

  /** It is the newest no longer. */
  #keepNewest(): void {
    const cells = this.#withRoom()
    const cell = this.#cell(this.#length)
    cells[cell] = this.#number(newestAt)
    cells[cell + 1] = this.#number(newestCount)
    this.#length += 1
  }

  /** Rings have a power of two of pairs. */
  #cell(index: number): number {
    return ((this.#head + index) * 2) & ((this.#cells?.length ?? 0) - 1)
  }

  #withRoom(): Float64Array {
    const cells = this.#cells
    if (cells !== null && this.#length * 2 < cells.length) return cells
    const larger = new Float64Array(Math.max(cellsAtFirst, this.#length * 2) * 2)
    for (let i = 0; i < this.#length; i++) {
      larger[i * 2] = this.#lastAt(i)
      larger[i * 2 + 1] = this.#countAt(i)
    }
    this.#cells = larger
    this.#head = 0
    return larger
  }
}
