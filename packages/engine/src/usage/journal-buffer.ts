import { FrameWriter } from './frame-writer.ts'

/** The entries that one write will carry, and the promise that everybody who added one waits for. */
export class JournalBuffer {
  readonly frames = new FrameWriter()
  #waiting = Promise.withResolvers<void>()

  constructor() {
    this.#expectRejection()
  }

  get used(): number {
    return this.frames.used
  }

  get written(): Promise<void> {
    return this.#waiting.promise
  }

  /** Answers everybody and starts empty. */
  settle(error: Error | null): void {
    const waiting = this.#waiting
    this.#waiting = Promise.withResolvers<void>()
    this.#expectRejection()
    this.frames.clear()
    if (error) waiting.reject(error)
    else waiting.resolve()
  }

  /** Whoever added an entry may have gone away: a failed write must not become an unhandled rejection. */
  #expectRejection(): void {
    this.#waiting.promise.catch(() => undefined)
  }
}
