/** How a file is written to: on the calling thread, or in the pool; each answers how many bytes were taken. */
export type Ways<Given extends unknown[]> = {
  now(...given: Given): number
  later(...given: Given): Promise<number>
  /** Milliseconds that only grow. */
  monotonic(): number
}

/** A write into the page cache takes a fraction of it, unless the kernel holds back whoever writes. */
const slowMs = 5
/** A thread that is held back is so for a hundredth of its time at most. */
const pause = 100

/**
 * Writes on the calling thread, which is cheaper than telling another one to: a write takes a few microseconds and its
 * sync is somebody else's. Where one was slow, as when the disk cannot keep up with dirty pages, the next ones go
 * through the pool, where they hold up nobody who does not wait for them. How long those take says little of the disk:
 * the pool has other work, and so has this thread before it hears of their end. The next one here tells.
 */
export class PacedWrites<Given extends unknown[]> {
  readonly #ways: Ways<Given>
  #pooledUntil = 0

  constructor(ways: Ways<Given>) {
    this.#ways = ways
  }

  write(...given: Given): number | Promise<number> {
    const start = this.#ways.monotonic()
    if (start < this.#pooledUntil) return this.#ways.later(...given)
    try {
      return this.#ways.now(...given)
    } finally {
      const end = this.#ways.monotonic()
      if (end - start >= slowMs) this.#pooledUntil = end + (end - start) * pause
    }
  }
}
