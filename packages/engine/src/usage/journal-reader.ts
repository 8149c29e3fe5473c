import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { findFrame, headerBytes } from './journal-frame.ts'
import { listSegments, segmentPath } from './journal-segments.ts'
import { readEntries } from './read-entries.ts'
import { RecordBatch } from './record-batch.ts'

export type JournalRead = {
  /** Holds until the next read. */
  batch: RecordBatch
  /** Where to read on. */
  position: number
  /** Bytes that hold no readable frame and were passed over. */
  gap: { from: number; to: number } | null
}

type SegmentRange = { start: number; end: number; after: number }

/** Somewhat more than a batch takes. */
const chunkBytes = 2 * 1024 * 1024

/** Reads a journal's entries in order, over all its segments. */
export class JournalReader {
  readonly #directory: string
  readonly #batch = new RecordBatch()
  #open: { start: number; fd: number } | null = null
  #chunk = Buffer.allocUnsafeSlow(chunkBytes)
  /** The end of a frame, from which can be read on. */
  #frameEnd = -1

  constructor(directory: string) {
    this.#directory = directory
  }

  /** The end of the last segment: where a dead writer stopped, perhaps within a frame. 0 when there is none. */
  size(): number {
    const last = listSegments(this.#directory).at(-1)
    return last === undefined ? 0 : last + fstatSync(this.#descriptor(last)).size
  }

  /**
   * Reads whole frames from `position` until there are `entriesMin`, and no entry that ends past `limit`. At bytes that
   * hold no frame it goes to the end of the segment, or to `limit` in the last one, and says so.
   */
  read(position: number, limit: number, entriesMin: number): JournalRead {
    const batch = this.#batch
    batch.clear()
    const starts = listSegments(this.#directory)
    const start = starts.findLast(each => each <= position)
    const next = starts.find(each => each > position)
    // A first segment that failed whole was removed.
    if (start === undefined) return { batch, position: Math.min(next ?? limit, limit), gap: null }
    const end = Math.min(limit, next ?? limit)
    if (position >= end) return { batch, position, gap: null }
    const readTo = this.#readSegment({ start, end, after: position }, entriesMin)
    if (readTo > position) return { batch, position: readTo, gap: null }
    // A segment that failed may end before the next one starts; only bytes that are there can hold something.
    const fileEnd = next === undefined ? end : start + fstatSync(this.#descriptor(start)).size
    const gap = fileEnd > position ? { from: position, to: Math.min(fileEnd, end) } : null
    return { batch, position: end, gap }
  }

  close(): void {
    if (this.#open) closeSync(this.#open.fd)
    this.#open = null
  }

  /** Answers how far it read; `after` where nothing is readable. */
  #readSegment({ start, end, after }: SegmentRange, entriesMin: number): number {
    const fd = this.#descriptor(start)
    const at = this.#frameAt(fd, start, after)
    for (;;) {
      const filled = readFully(fd, this.#chunk, this.#chunk.length, at - start)
      this.#batch.source = this.#chunk.subarray(0, filled)
      const { readTo, needed } = this.#readFrames({ start: at, end, after }, entriesMin)
      if (readTo > after || needed <= this.#chunk.length) return readTo
      this.#chunk = Buffer.allocUnsafeSlow(needed)
    }
  }

  /** Reads the frames of the chunk, whose first byte is at `start` of the journal. */
  #readFrames({ start, end, after }: SegmentRange, entriesMin: number): { readTo: number; needed: number } {
    const batch = this.#batch
    let readTo = after
    for (let offset = 0; batch.entries < entriesMin && start + offset < end; ) {
      const found = findFrame(batch.source, offset)
      if (found.state === 'incomplete') return { readTo, needed: found.needed }
      if (found.state === 'bad') break
      const entries = { from: found.entries, to: found.end, base: start, after, limit: end }
      const isWhole = !found.isKnown || readEntries(batch, entries)
      offset = found.end
      if (!isWhole || start + offset > end) {
        if (batch.entries > 0) readTo = batch.endOf(batch.entries - 1)
        break
      }
      readTo = start + offset
      this.#frameEnd = readTo
    }
    return { readTo, needed: 0 }
  }

  /** The frame that holds `position`, which is mostly where the last one ended. Frames lead to the next by their length. */
  #frameAt(fd: number, start: number, position: number): number {
    if (position === this.#frameEnd) return position
    const header = Buffer.alloc(headerBytes)
    let at = start
    while (at < position) {
      if (readFully(fd, header, headerBytes, at - start) < headerBytes) return position
      const length = headerBytes + header.readUInt32LE(0)
      if (at + length > position) return at
      at += length
    }
    return at
  }

  #descriptor(start: number): number {
    if (this.#open?.start === start) return this.#open.fd
    this.close()
    const fd = openSync(segmentPath(this.#directory, start), 'r')
    this.#open = { start, fd }
    return fd
  }
}

function readFully(fd: number, target: Buffer, length: number, position: number): number {
  let filled = 0
  while (filled < length) {
    const count = readSync(fd, target, filled, length - filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}
