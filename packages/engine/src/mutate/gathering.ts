import { EngineError } from '../errors/engine-error.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import { type Call, type Committed, commitTogether, type GroupBody } from './commit-together.ts'
import { callerOf, FairQueue } from './fair-queue.ts'

type Waiting<I, T> = {
  call: Call<I>
  resolve: (committed: Committed<T>) => void
  reject: (error: unknown) => void
}

/** How many calls share a transaction at most: other work of the process waits for no more than that. */
const groupSizeMax = { sqlite: 64, postgres: 32 }
/** SQLite has one writer. On PostgreSQL a group that waits for a lock does not hold up the next one. */
const groupsAtOnce = { sqlite: 1, postgres: 2 }
/**
 * How long a group waits until it is as large as the one before, in milliseconds: callers who were answered together come
 * again together. One caller alone is never waited for.
 */
const companyMs = 1

/** The calls of one verb that wait for a transaction to share; one for each database, and the owner of its queue. */
export class Gathering<I, T> {
  readonly #storage: Storage
  readonly #body: GroupBody<I, T>
  readonly #waiting = new FairQueue<Waiting<I, T>>()
  #running = 0
  #sizeBefore = 1
  #starting = false
  /** Runs while the next group waits to become as large as the one before. */
  #patience: NodeJS.Timeout | null = null

  constructor(storage: Storage, body: GroupBody<I, T>) {
    this.#storage = storage
    this.#body = body
  }

  /** Resolves when the call's change is committed; rejects with its refusal, or what failed. */
  join(call: Call<I>): Promise<Committed<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Committed<T>>()
    this.#waiting.add(callerOf(call.ctx), { call, resolve, reject })
    this.#startSoon()
    return promise
  }

  /** Not before what else has arrived in this turn of the event loop has joined. */
  #startSoon(): void {
    if (this.#waiting.length === 0 || this.#running >= groupsAtOnce[this.#storage.kind]) return
    if (this.#starting) return
    if (this.#waiting.length < this.#sizeBefore) {
      this.#patience ??= setTimeout(() => this.#start(), companyMs)
      return
    }
    this.#starting = true
    this.#endPatience()
    setImmediate(() => this.#start())
  }

  #endPatience(): void {
    if (this.#patience) clearTimeout(this.#patience)
    this.#patience = null
  }

  #start(): void {
    this.#starting = false
    this.#endPatience()
    void this.#runGroup()
  }

  async #runGroup(): Promise<void> {
    const group = this.#waiting.take(groupSizeMax[this.#storage.kind])
    this.#sizeBefore = group.length
    this.#running += 1
    this.#startSoon()
    await this.#carryOut(group)
    this.#running -= 1
    this.#startSoon()
  }

  /** What fails a group may be one call's fault, so after that each is carried out alone. */
  async #carryOut(group: readonly Waiting<I, T>[]): Promise<void> {
    let isWhole = false
    const body = async (tx: Tx, calls: readonly Call<I>[]) => {
      isWhole = false
      return this.#body(tx, calls)
    }
    try {
      const calls = group.map(({ call }) => call)
      const outcomes = await commitTogether(this.#storage, calls, {
        body,
        beforeCommit: () => (isWhole = true),
      })
      for (const [index, outcome] of outcomes.entries()) {
        if ('refusal' in outcome) group[index]?.reject(outcome.refusal)
        else group[index]?.resolve(outcome)
      }
    } catch (error) {
      // Whether a commit that failed has happened nobody knows here: doing it again could do it twice.
      if (isWhole || group.length === 1 || isOfStorage(error)) for (const { reject } of group) reject(error)
      else for (const alone of group) await this.#carryOut([alone])
    }
  }
}

function isOfStorage(error: unknown): boolean {
  return error instanceof EngineError && error.code.startsWith('storage_')
}
