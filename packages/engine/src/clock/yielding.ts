import { setImmediate as nextTurn } from 'node:timers/promises'

const sliceMs = 5

/** Lets requests through during long work: no slice of it is longer than 5 ms and the piece in hand. */
export class Yielding {
  #since = performance.now()

  async next(): Promise<void> {
    if (this.isDue()) await this.now()
  }

  isDue(): boolean {
    return performance.now() - this.#since >= sliceMs
  }

  /** A turn of the event loop, due or not. */
  async now(): Promise<void> {
    await nextTurn()
    this.#since = performance.now()
  }
}
