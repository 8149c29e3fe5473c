/** A page of the key table: Node reads ASCII out of a buffer in a fraction of the time that a `TextDecoder` takes. */
export class KeyPage {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  ascii(start: number, end: number): string {
    return this.bytes.toString('latin1', start, end)
  }
}

const slabBytesMax = 64 << 20

/**
 * Pages for one key table, cut from slabs that grow with it. Each allocation counts for the garbage collector's next
 * run: page by page, loading millions of keys was a run for every 40,000 of them. What no page uses takes no memory.
 */
export class KeyPages {
  #slab = new ArrayBuffer(0)
  #used = 0
  #handedOut = 0

  next(length: number): KeyPage {
    if (this.#used + length > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(Math.max(length, Math.min(slabBytesMax, this.#handedOut)))
      this.#used = 0
    }
    const bytes = Buffer.from(this.#slab, this.#used, length)
    this.#used += length
    this.#handedOut += length
    return new KeyPage(bytes)
  }
}
