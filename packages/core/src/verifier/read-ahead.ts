import { digestWords, readDigestText } from './digest.ts'
import type { KeySegment } from './key-segment.ts'
import type { KeySegments } from './key-segments.ts'
import type { RecordStore } from './record-store.ts'

/**
 * Reads what will be looked up before it is looked up. Rows lie in an order that no cache guesses: one after the other
 * each is waited for, and many at once are fetched side by side. A hint: it changes nothing and decides nothing.
 */
export class ReadAhead {
  readonly #segments: KeySegments
  readonly #records: RecordStore
  readonly #words = new Int32Array(digestWords)
  /** Of each digest: the segment, the first slot that it may have there, and its first word. */
  readonly #parts: KeySegment[] = []
  readonly #slots: number[] = []
  readonly #firsts: number[] = []
  /** Says nothing; but what is read has to go somewhere, or the compiler leaves the reading out. */
  sum = 0

  constructor(input: { segments: KeySegments; records: RecordStore }) {
    this.#segments = input.segments
    this.#records = input.records
  }

  of(digests: readonly (string | null)[]): void {
    const count = this.#locate(digests)
    let sum = 0
    for (let index = 0; index < count; index++) sum += this.#parts[index]!.stateAt(this.#slots[index]!)
    for (let index = 0; index < count; index++) {
      const part = this.#parts[index]!
      const slot = part.findFirst(this.#firsts[index]!, this.#slots[index]!)
      if (slot >= 0) sum += this.#records.read(part.recordAt(slot))
    }
    this.sum = sum | 0
  }

  /** How many of them are digests. */
  #locate(digests: readonly (string | null)[]): number {
    const words = this.#words
    let count = 0
    for (const digest of digests) {
      if (digest === null || !readDigestText(digest, words)) continue
      const part = this.#segments.of(words)
      this.#parts[count] = part
      this.#slots[count] = part.home(words)
      this.#firsts[count] = words[0]!
      count++
    }
    return count
  }
}
