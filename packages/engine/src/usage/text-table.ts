import { unpackText } from './packed-text.ts'

/** How many texts a journal's batch can have; numbers take 19 bits, which `cut-blocks.ts` counts on. */
export const textsMax = 1 << 19

/**
 * Numbers for packed texts, so that what is equal is found by comparing numbers and made into text once. Number 0 is
 * null. Numbers hold for one generation.
 */
export class TextTable {
  #generation = 0
  readonly #size: number
  readonly #slots: Int32Array
  readonly #starts: Int32Array
  #texts: (string | null | undefined)[] = []
  #bytes = Buffer.allocUnsafeSlow(64 * 1024)
  #used = 0
  #count = 0

  /** `size` is a power of two. */
  constructor(size: number) {
    this.#size = size
    this.#slots = new Int32Array(size * 2)
    this.#starts = new Int32Array(size + 1)
    this.#clear()
  }

  get generation(): number {
    return this.#generation
  }

  /** `refresh` will clear it: a batch needs room for the texts that only it has. */
  get isCrowded(): boolean {
    return this.#count > this.#size * 0.6
  }

  /** Begins anew where there are many; called between batches, as numbers lose their meaning. */
  refresh(): void {
    if (this.isCrowded) this.#clear()
  }

  /** The number of the packed text at `start`. */
  intern(source: Buffer, start: number, end: number): number {
    if (source[start] === 0) return 0
    const mask = this.#slots.length - 1
    for (let slot = hashOf(source, start, end) & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] ?? 0
      if (known === 0) return this.#add(slot, source, start, end)
      if (this.#isSame(known, source, start, end)) return known
    }
  }

  text(number: number): string | null {
    const known = this.#texts[number]
    if (known !== undefined) return known
    const text = unpackText(this.#bytes, this.#starts[number] ?? 0)
    this.#texts[number] = text
    return text
  }

  /** Copies a text as it is packed, and returns where it ends. */
  copy(number: number, target: Buffer, offset: number): number {
    const start = this.#starts[number] ?? 0
    const end = this.#starts[number + 1] ?? this.#used
    if (end - start > 64) return offset + this.#bytes.copy(target, offset, start, end)
    for (let at = start, to = offset; at < end; at++, to++) target[to] = this.#bytes[at] ?? 0
    return offset + end - start
  }

  packedBytes(number: number): number {
    return (this.#starts[number + 1] ?? this.#used) - (this.#starts[number] ?? 0)
  }

  #add(slot: number, source: Buffer, start: number, end: number): number {
    if (this.#count >= this.#size) throw new RangeError('a batch holds too many different texts')
    this.#reserve(end - start)
    source.copy(this.#bytes, this.#used, start, end)
    const number = this.#count
    this.#used += end - start
    this.#count += 1
    this.#starts[this.#count] = this.#used
    this.#slots[slot] = number
    return number
  }

  #isSame(number: number, source: Buffer, start: number, end: number): boolean {
    const from = this.#starts[number] ?? 0
    if ((this.#starts[number + 1] ?? 0) - from !== end - start) return false
    for (let at = end - 1, to = from + end - start - 1; at >= start; at--, to--)
      if (source[at] !== this.#bytes[to]) return false
    return true
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#used + more, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }

  #clear(): void {
    this.#generation += 1
    this.#slots.fill(0)
    this.#texts = [null]
    this.#bytes[0] = 0
    this.#starts[0] = 0
    this.#starts[1] = 1
    this.#used = 1
    this.#count = 1
  }
}

/** Ids differ in their last bytes; FNV-1a over those of an id, over all of another text. */
function hashOf(source: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = (source[start] ?? 0) < 30 ? end - 8 : start; at < end; at++)
    hash = Math.imul(hash ^ (source[at] ?? 0), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
