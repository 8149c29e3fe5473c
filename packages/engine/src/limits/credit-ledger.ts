import { EngineError } from '../errors/engine-error.ts'
import type { Storage } from '../storage/storage.ts'
import { type Debit, type DebitResult, settleDebits } from './settle-debits.ts'

type Waiting = { debit: Debit; resolve: (result: DebitResult) => void; reject: (reason: unknown) => void }

export type CreditLedgerOptions = {
  storage: Pick<Storage, 'transaction'>
  /** Verdict time, milliseconds UTC: decides which refills are due. */
  now: () => number
}

const batchMax = 500
const waitingMax = 20_000
const shortMax = 10_000

/**
 * Spends credits in the database, batch by batch: what is asked while one transaction is in flight goes into the next
 * one. A debit that was answered is committed; one whose answer was lost may be committed too.
 */
export class CreditLedger {
  readonly #options: CreditLedgerOptions
  #waiting: Waiting[] = []
  #isWorking = false
  /** Owners of debits that were refused, and of none that was paid since. */
  readonly #short = new Set<string>()

  constructor(options: CreditLedgerOptions) {
    this.#options = options
  }

  /**
   * Takes `cost` from every owner (a key, its organization, or both) or from none. `remaining` is the least that any
   * of them has left. Rejects with `storage_unavailable` while the database is away, and with `overloaded` when too
   * many are waiting.
   */
  debit(ownerIds: readonly string[], cost: number): Promise<DebitResult> {
    if (this.#waiting.length >= waitingMax) return Promise.reject(overloaded())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ debit: { ownerIds, cost }, resolve, reject })
      if (this.#isWorking) return
      this.#isWorking = true
      // Whatever arrives in this turn of the event loop joins the first batch.
      setImmediate(() => void this.#work())
    })
  }

  /** Whether these owners could not pay the last time that they were asked to: then they should be asked first. */
  wereShort(ownerIds: readonly string[]): boolean {
    return this.#short.size > 0 && this.#short.has(ownerIds.join())
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax)
      try {
        await this.#settle(batch)
      } catch (error) {
        const failure = toFailure(error)
        for (const { reject } of batch) reject(failure)
      }
    }
    this.#isWorking = false
  }

  async #settle(batch: Waiting[]): Promise<void> {
    const debits = batch.map(each => each.debit)
    const { storage, now } = this.#options
    const results = await storage.transaction(tx => settleDebits(tx, debits, now()))
    for (const [index, { debit, resolve }] of batch.entries()) {
      const result = results[index] ?? { ok: false, remaining: 0 }
      this.#note(debit, result)
      resolve(result)
    }
  }

  #note({ ownerIds, cost }: Debit, { ok }: DebitResult): void {
    if (cost === 0 || (ok && this.#short.size === 0)) return
    if (this.#short.size >= shortMax) this.#short.clear()
    if (ok) this.#short.delete(ownerIds.join())
    else this.#short.add(ownerIds.join())
  }
}

function overloaded(): EngineError {
  const text = 'Too many debits are waiting for the database. Try again shortly.'
  return new EngineError('overloaded', text, { retryAfterSeconds: 1 })
}

function toFailure(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  const text = 'Credits cannot be counted at the moment. Try again shortly.'
  return new EngineError('storage_unavailable', text, { cause: error, retryAfterSeconds: 1 })
}
