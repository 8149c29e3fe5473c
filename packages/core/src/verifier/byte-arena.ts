/** So many that the pages of ten million keys are a few hundred objects, which stay in the processor's caches. */
const pageBytes = 16 << 20
/** Blocks start at multiples of 16, so that a 31-bit handle reaches 32 GiB. */
const unit = 16
const unitsPerPage = pageBytes / unit

/** Memory of a page, and the text that stands in it where all of it is ASCII. */
export type BytePage = { readonly bytes: Uint8Array; ascii(start: number, end: number): string }

/**
 * Byte blocks in pages of 16 MiB: millions of small records without an object each and without ever copying them
 * all. Of a page that is not full the system gives only what was written. Freed blocks are handed out again to blocks
 * of the same size class (classes are at most 12.5 % apart).
 */
export class ByteArena {
  readonly #newPage: (length: number) => BytePage
  readonly #pages: BytePage[] = []
  readonly #free = new Map<number, number[]>()
  #bytes = 0
  #next = 0
  #end = 0

  constructor(newPage: (length: number) => BytePage) {
    this.#newPage = newPage
  }

  /** Memory held, free blocks included, but not what no block was made of yet. */
  get bytes(): number {
    return this.#bytes - (this.#end - this.#next) * unit
  }

  /** Makes room for `length` bytes and returns a handle. */
  allocate(length: number): number {
    const size = blockSize(length)
    const reused = this.#free.get(size)?.pop()
    if (reused !== undefined) return reused
    if (size > pageBytes) return this.#addPage(size)
    const units = size / unit
    if (this.#next + units > this.#end) {
      this.#next = this.#addPage(pageBytes)
      this.#end = this.#next + unitsPerPage
    }
    const handle = this.#next
    this.#next += units
    return handle
  }

  /** Gives a block back; `length` as it was asked for. */
  release(handle: number, length: number): void {
    const size = blockSize(length)
    const blocks = this.#free.get(size)
    if (blocks === undefined) this.#free.set(size, [handle])
    else blocks.push(handle)
  }

  /** The page of a block; the block starts at `offset(handle)`. */
  page(handle: number): BytePage {
    return this.#pages[Math.floor(handle / unitsPerPage)]!
  }

  offset(handle: number): number {
    return (handle % unitsPerPage) * unit
  }

  #addPage(size: number): number {
    this.#pages.push(this.#newPage(size))
    this.#bytes += size
    return (this.#pages.length - 1) * unitsPerPage
  }
}

/** Rounds up to an eighth of the power of two below, and to whole units. */
function blockSize(length: number): number {
  const step = Math.max(unit, 2 ** (Math.floor(Math.log2(Math.max(1, length))) - 3))
  return Math.ceil(length / step) * step
}
