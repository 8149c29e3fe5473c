import type { Storage } from '../storage/storage.ts'
import type { Context } from './context.ts'
import { callerOf, FairQueue } from './fair-queue.ts'

/** How many long transactions run at once: others wait for one of them at most, and have most of the connections. */
const atOnce = { sqlite: 1, postgres: 2 }

const turnsOf = new WeakMap<Storage, BulkTurns>()

/** Runs a transaction over many rows when it is this caller's turn. */
export function inBulkTurn<T>(ctx: Context, run: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(ctx.storage) ?? new BulkTurns(atOnce[ctx.storage.kind])
  turnsOf.set(ctx.storage, turns)
  return turns.run(callerOf(ctx), run)
}

/** The owner of who is next. */
class BulkTurns {
  readonly #waiting = new FairQueue<() => void>()
  #free: number

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async run<T>(caller: string, run: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(caller, resolve)
    this.#next()
    await promise
    try {
      return await run()
    } finally {
      this.#free += 1
      this.#next()
    }
  }

  #next(): void {
    if (this.#free === 0) return
    for (const begin of this.#waiting.take(1)) {
      this.#free -= 1
      begin()
    }
  }
}
