/** A window is counted in so many slices; more would be finer and cost more memory for each busy key. */
const slicesPerWindow = 64

/** A power of two. */
const cellsAtFirst = 4

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
  /** A ring of pairs: when something was last taken in a slice and what was taken in it, oldest first. */
  #cells = new Float64Array(cellsAtFirst * 2)
  #head = 0
  #length = 0
  #total = 0
  /** The number of the slice that the newest pair is of. */
  #newest = 0

  constructor(name: string, windowSeconds: number) {
    this.name = name
    this.windowSeconds = windowSeconds
    this.#windowMs = windowSeconds * 1000
  }

  /** What counts as taken; call `expire` first. */
  get total(): number {
    return this.#total
  }

  expire(now: number): void {
    while (this.#length > 0 && this.#endAt(0) <= now) {
      this.#total -= this.#countAt(0)
      this.#head = this.#cell(1) / 2
      this.#length -= 1
    }
  }

  add(count: number, now: number): void {
    if (count === 0) return
    const slice = this.#sliceOf(now)
    this.#total += count
    if (this.#length > 0 && slice <= this.#newest) {
      const cell = this.#cell(this.#length - 1)
      this.#cells[cell] = Math.max(now, this.#cells[cell] ?? 0)
      this.#cells[cell + 1] = (this.#cells[cell + 1] ?? 0) + count
      return
    }
    if (this.#length * 2 === this.#cells.length) this.#grow()
    const cell = this.#cell(this.#length)
    this.#cells[cell] = now
    this.#cells[cell + 1] = count
    this.#length += 1
    this.#newest = slice
  }

  /** Gives back what was taken at `at`, as far as it still counts. */
  remove(count: number, at: number): void {
    const slice = this.#sliceOf(at)
    let rest = count
    for (let i = 0; i < this.#length && rest > 0; i++) {
      if (this.#sliceAt(i) < slice) continue
      const taken = Math.min(rest, this.#countAt(i))
      this.#cells[this.#cell(i) + 1] = this.#countAt(i) - taken
      this.#total -= taken
      rest -= taken
    }
  }

  /** How long until `needed` of what was taken counts no more; Infinity when less than that was taken. */
  waitMs(needed: number, now: number): number {
    let freed = 0
    for (let i = 0; i < this.#length; i++) {
      freed += this.#countAt(i)
      if (freed >= needed) return Math.max(0, this.#endAt(i) - now)
    }
    return needed <= 0 ? 0 : Number.POSITIVE_INFINITY
  }

  /** How long until nothing counts any more. */
  resetMs(now: number): number {
    return this.#length === 0 ? 0 : Math.max(0, this.#endAt(this.#length - 1) - now)
  }

  /** The same past in a window of another length. Each slice counts as taken at its last, so nothing is forgotten early. */
  resized(windowSeconds: number, now: number): SlidingWindow {
    const other = new SlidingWindow(this.name, windowSeconds)
    for (let i = 0; i < this.#length; i++) {
      other.add(this.#countAt(i), Math.min(now, this.#lastAt(i)))
    }
    return other
  }

  #sliceOf(at: number): number {
    return Math.floor((at * slicesPerWindow) / this.#windowMs)
  }

  /** Rings have a power of two of pairs. */
  #cell(index: number): number {
    return ((this.#head + index) * 2) & (this.#cells.length - 1)
  }

  #lastAt(index: number): number {
    return this.#cells[this.#cell(index)] ?? 0
  }

  #sliceAt(index: number): number {
    return this.#sliceOf(this.#lastAt(index))
  }

  #countAt(index: number): number {
    return this.#cells[this.#cell(index) + 1] ?? 0
  }

  /** When all that was taken in a slice has left the window. */
  #endAt(index: number): number {
    return this.#lastAt(index) + this.#windowMs
  }

  #grow(): void {
    const larger = new Float64Array(this.#cells.length * 2)
    for (let i = 0; i < this.#length; i++) {
      larger[i * 2] = this.#lastAt(i)
      larger[i * 2 + 1] = this.#countAt(i)
    }
    this.#cells = larger
    this.#head = 0
  }
}
