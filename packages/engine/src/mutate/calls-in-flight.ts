import { setTimeout as sleep } from 'node:timers/promises'
import { stillRunning } from './idempotent-call.ts'

/** How long a repeated call waits for the first one before it is told to come again, in milliseconds. */
const waitMsDefault = 2_000

/** Calls that are carried out one after the other when they carry the same id. */
export class CallsInFlight {
  readonly #waitMs: number
  readonly #running = new Map<string, Promise<void>>()

  constructor(waitMs = waitMsDefault) {
    this.#waitMs = waitMs
  }

  /** Runs `call` when no other one with its id is running. Throws `conflict` when that takes too long. */
  async alone<T>(id: string, call: () => Promise<T>): Promise<T> {
    // Everybody who waited wakes at once, and the first one to go on begins: the others look again.
    while (this.#running.has(id)) await this.#untilFree(id)
    const running = call()
    const over = () => {
      this.#running.delete(id)
    }
    this.#running.set(id, running.then(over, over))
    return running
  }

  async #untilFree(id: string): Promise<void> {
    const giveUp = new AbortController()
    const tooLong = sleep(this.#waitMs, 'too long', { signal: giveUp.signal }).catch(() => null)
    try {
      for (let before = this.#running.get(id); before; before = this.#running.get(id)) {
        if ((await Promise.race([before, tooLong])) === 'too long') throw stillRunning()
      }
    } finally {
      giveUp.abort()
    }
  }
}
