import type { SlotHash } from './digest.ts'
import { KeySegment } from './key-segment.ts'

/** A segment with more rows is split in two: making it longer would take milliseconds. */
const splitFrom = 32_768
/** Digests can be imported, so leading bits can be chosen: after so many, splitting has ended and the segment grows. */
const depthMax = 16

/**
 * The parts of a key table by the leading bits of the digest. There are few while there are few keys, so that they
 * stay in the processor's caches, and no step of growing touches more than one of them.
 */
export class KeySegments {
  readonly #splitFrom: number
  /** By the leading bits of a digest; one that needs fewer bits than the others stands in several places. */
  #directory: KeySegment[]
  #shift: number

  constructor(hash: SlotHash, input: { expectedSize: number; splitFrom?: number | undefined }) {
    this.#splitFrom = input.splitFrom ?? splitFrom
    // A shift by 32 would be a shift by 0, so there are two at least.
    const depth = Math.min(depthMax, Math.max(1, Math.ceil(Math.log2(input.expectedSize / this.#splitFrom))))
    const expectedSize = Math.ceil(input.expectedSize / 2 ** depth)
    this.#directory = Array.from({ length: 2 ** depth }, () => new KeySegment(hash, { depth, expectedSize }))
    this.#shift = 32 - depth
  }

  /** That of the digest from `at` on. */
  of(words: Int32Array, at = 0): KeySegment {
    return this.#directory[words[at]! >>> this.#shift]!
  }

  /** Each once, in the order of digests, also where one is split between two steps. */
  *all(): Generator<KeySegment, void, void> {
    for (let at = 0; at < 2 ** 32; ) {
      const segment = this.#directory[at >>> this.#shift]!
      at += 2 ** (32 - segment.depth)
      yield segment
    }
  }

  /** Makes sure that the segment of a digest may take one more row, and returns it. */
  withRoom(words: Int32Array): KeySegment {
    let segment = this.of(words)
    while (segment.size >= this.#splitFrom && segment.depth < depthMax) {
      this.#split(segment, words)
      segment = this.of(words)
    }
    return segment
  }

  #split(segment: KeySegment, words: Int32Array): void {
    if (segment.depth === 32 - this.#shift) {
      this.#directory = this.#directory.flatMap(each => [each, each])
      this.#shift--
    }
    const upper = segment.split()
    const span = 2 ** (32 - this.#shift - segment.depth)
    const lowerAt = Math.floor((words[0]! >>> this.#shift) / (span * 2)) * span * 2
    this.#directory.fill(upper, lowerAt + span, lowerAt + span * 2)
  }
}
