import { type Digests, digestWords } from './digest.ts'
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
  /** In columns, as objects that stay cost the collector more. */
  #digests: Digests = { count: 0, words: new Int32Array(0), present: new Uint8Array(0) }
  #slots = new Int32Array(0)
  readonly #parts: KeySegment[] = []
  #isCurrent = false
  /** Of what was asked for last. */
  segment: KeySegment
  /** Says nothing; but what is read has to go somewhere, or the compiler leaves the reading out. */
  sum = 0

  constructor(input: { segments: KeySegments; records: RecordStore; segment: KeySegment }) {
    this.#segments = input.segments
    this.#records = input.records
    this.segment = input.segment
  }

  of(digests: Digests): void {
    this.#isCurrent = false
    this.#locate(digests)
    const { count, words } = digests
    const [parts, slots] = [this.#parts, this.#slots]
    let sum = 0
    for (let index = 0; index < count; index++)
      if (slots[index]! >= 0) sum += parts[index]!.stateAt(slots[index]!)
    for (let index = 0; index < count; index++) {
      const home = slots[index]!
      if (home >= 0) slots[index] = parts[index]!.findFrom(home, words, index * digestWords)
    }
    for (let index = 0; index < count; index++)
      if (slots[index]! >= 0) sum += this.#records.read(parts[index]!.recordAt(slots[index]!))
    this.sum = sum | 0
    this.#isCurrent = true
  }

  /** The slot of a digest, in `segment`; -1 when it is not there. */
  find(index: number): number {
    if (index >= this.#digests.count) return -1
    if (!this.#isCurrent) return this.#findAgain(index)
    this.segment = this.#parts[index] ?? this.segment
    return this.#slots[index] ?? -1
  }

  /** For a table that changes: rows move. */
  forget(): void {
    this.#isCurrent = false
  }

  #findAgain(index: number): number {
    const { words, present } = this.#digests
    if (present[index] !== 1) return -1
    const at = index * digestWords
    this.segment = this.#segments.of(words, at)
    return this.segment.findFrom(this.segment.home(words, at), words, at)
  }

  /** The slot that each has if no other one is there; -1 for what is no digest. */
  #locate(digests: Digests): void {
    const { count, words, present } = digests
    if (this.#slots.length < count) this.#slots = new Int32Array(count)
    this.#digests = digests
    for (let index = 0; index < count; index++) {
      const at = index * digestWords
      const part = this.#segments.of(words, at)
      this.#parts[index] = part
      this.#slots[index] = present[index] === 1 ? part.home(words, at) : -1
    }
  }
}
