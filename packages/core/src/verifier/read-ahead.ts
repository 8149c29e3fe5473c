import { digestWords, readDigestText } from './digest.ts'
import type { KeySegment } from './key-segment.ts'
import type { KeySegments } from './key-segments.ts'
import type { RecordStore } from './record-store.ts'

/**
 * Looks up what will be asked for, many at once. Rows lie in an order that no cache guesses: one after the other each is
 * waited for, and many are fetched side by side. Where they are holds until the table changes.
 */
export class ReadAhead {
  readonly #segments: KeySegments
  readonly #records: RecordStore
  /** Those that are still to be asked for begin at `#next`; in columns, as objects that stay cost the collector more. */
  #digests: readonly (string | null)[] = []
  #next = 0
  #words = new Int32Array(0)
  #slots = new Int32Array(0)
  readonly #parts: KeySegment[] = []
  /** Of what was asked for last. */
  segment: KeySegment
  slot = -1
  /** Says nothing; but what is read has to go somewhere, or the compiler leaves the reading out. */
  sum = 0

  constructor(input: { segments: KeySegments; records: RecordStore; segment: KeySegment }) {
    this.#segments = input.segments
    this.#records = input.records
    this.segment = input.segment
  }

  of(digests: readonly (string | null)[]): void {
    this.#locate(digests)
    const [parts, slots] = [this.#parts, this.#slots]
    let sum = 0
    for (let index = 0; index < digests.length; index++)
      if (slots[index]! >= 0) sum += parts[index]!.stateAt(slots[index]!)
    for (let index = 0; index < digests.length; index++) {
      const home = slots[index]!
      if (home >= 0) slots[index] = parts[index]!.findFrom(home, this.#words, index * digestWords)
    }
    for (let index = 0; index < digests.length; index++)
      if (slots[index]! >= 0) sum += this.#records.read(parts[index]!.recordAt(slots[index]!))
    this.sum = sum | 0
  }

  /** Whether the digest is the one that was to be asked for next; `segment` and `slot` say where it is, or -1 that it is not. */
  has(digest: string): boolean {
    const digests = this.#digests
    while (this.#next < digests.length && digests[this.#next] === null) this.#next++
    if (this.#next >= digests.length || digests[this.#next] !== digest) return false
    this.segment = this.#parts[this.#next]!
    this.slot = this.#slots[this.#next]!
    this.#next++
    return true
  }

  /** For a table that changes: rows move. */
  forget(): void {
    this.#next = this.#digests.length
  }

  /** The slot that each has if no other one is there; -1 for what is no digest. */
  #locate(digests: readonly (string | null)[]): void {
    if (this.#slots.length < digests.length) {
      this.#slots = new Int32Array(digests.length)
      this.#words = new Int32Array(digests.length * digestWords)
    }
    this.#digests = digests
    this.#next = 0
    for (let index = 0; index < digests.length; index++) {
      const at = index * digestWords
      const isDigest = readDigestText(digests[index] ?? '', this.#words, at)
      const part = this.#segments.of(this.#words, at)
      this.#parts[index] = part
      this.#slots[index] = isDigest ? part.home(this.#words, at) : -1
    }
  }
}
