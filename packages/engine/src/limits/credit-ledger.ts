import { EngineError } from '../errors/engine-error.ts'
import type { Storage } from '../storage/storage.ts'
import { KnownBalances } from './known-balances.ts'
import { type Debit, type DebitResult, settleDebits } from './settle-debits.ts'

type Waiting = { debit: Debit; resolve: (result: DebitResult) => void; reject: (reason: unknown) => void }

export type CreditLedgerOptions = {
  storage: Pick<Storage, 'transaction'>
  /** Verdict time, milliseconds UTC: decides which refills are due. */
  now: () => number
}

const batchMax = 500
const waitingMax = 20_000

/**
 * Spends credits in the database, batch by batch: what is asked while one transaction is in flight goes into the next
 * one. A debit that was answered is committed; one whose answer was lost may be committed too.
 */
export class CreditLedger {
  readonly #options: CreditLedgerOptions
  #waiting: Waiting[] = []
  #isWorking = false
  readonly #known = new KnownBalances()

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
      const debit = { ownerIds, cost }
      this.#known.ask(debit)
      this.#waiting.push({ debit, resolve, reject })
      if (this.#isWorking) return
      this.#isWorking = true
      // Whatever arrives in this turn of the event loop joins the first batch.
      setImmediate(() => void this.#work())
    })
  }

  /** Whether these owners could pay as far as this node knows. Others should be asked before anything is held for them. */
  covers(ownerIds: readonly string[], cost: number): boolean {
    return this.#known.cover(ownerIds, cost)
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax)
      try {
        await this.#settle(batch)
      } catch (error) {
        this.#known.settle(debitsOf(batch), null)
        const failure = toFailure(error)
        for (const { reject } of batch) reject(failure)
      }
    }
    this.#isWorking = false
  }

  async #settle(batch: Waiting[]): Promise<void> {
    const debits = debitsOf(batch)
    const { storage, now } = this.#options
    const { results, balances } = await storage.transaction(tx => settleDebits(tx, debits, now()))
    this.#known.settle(debits, balances)
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] ?? { ok: false, remaining: 0 })
  }
}

function debitsOf(batch: readonly Waiting[]): Debit[] {
  return batch.map(({ debit }) => debit)
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
