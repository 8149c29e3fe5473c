import type { JournalFiles } from './journal-files.ts'
import { segmentPath } from './journal-segments.ts'

export type SegmentOptions = { directory: string; files: JournalFiles; syncs: boolean }

/** The one file of a journal that is being written. */
export class JournalSegment {
  readonly start: number
  readonly #fd: number
  readonly #options: SegmentOptions
  #end: number

  constructor(fd: number, start: number, options: SegmentOptions) {
    this.#fd = fd
    this.start = start
    this.#end = start
    this.#options = options
  }

  static async create(start: number, options: SegmentOptions): Promise<JournalSegment> {
    const fd = await options.files.create(segmentPath(options.directory, start))
    const segment = new JournalSegment(fd, start, options)
    if (options.syncs) {
      try {
        await options.files.syncDirectory(options.directory)
      } catch (error) {
        await segment.abandon()
        throw error
      }
    }
    return segment
  }

  /** The position after the last record that was written whole. */
  get end(): number {
    return this.#end
  }

  /** Appends records; they count only when all of it, the sync included, succeeded. */
  async write(bytes: Buffer, length: number): Promise<void> {
    const { files, syncs } = this.#options
    const position = this.#end - this.start
    let done = 0
    while (done < length) {
      const answer = files.write(this.#fd, bytes, done, length - done, position + done)
      const count = typeof answer === 'number' ? answer : await answer
      if (count === 0) throw new Error('the disk took no byte of a write')
      done += count
    }
    if (syncs) await files.syncData(this.#fd)
    this.#end += length
  }

  async close(): Promise<void> {
    await this.#options.files.close(this.#fd)
  }

  /** Ends a file that failed; when nothing in it was acknowledged, it goes away. */
  async abandon(): Promise<void> {
    await this.close().catch(() => undefined)
    if (this.#end > this.start) return
    await this.#options.files.remove(segmentPath(this.#options.directory, this.start)).catch(() => undefined)
  }
}
