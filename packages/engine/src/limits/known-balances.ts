import type { Debit } from './settle-debits.ts'

const knownMax = 50_000

/**
 * What this node knows of balances: what the database said last, less what it was asked to take since. Other nodes spend,
 * too, so it says who need not be asked before something is held for them, and never that somebody can pay.
 */
export class KnownBalances {
  readonly #remaining = new Map<string, number>()
  readonly #asked = new Map<string, number>()

  /** Whether each of these owners had enough the last time, for this as well. */
  cover(ownerIds: readonly string[], cost: number): boolean {
    return ownerIds.every(id => (this.#remaining.get(id) ?? -1) - (this.#asked.get(id) ?? 0) >= cost)
  }

  ask({ ownerIds, cost }: Debit): void {
    if (cost > 0) for (const id of ownerIds) this.#asked.set(id, (this.#asked.get(id) ?? 0) + cost)
  }

  /** `balances`: what they are after these debits; null where nobody knows. */
  settle(debits: readonly Debit[], balances: ReadonlyMap<string, number> | null): void {
    if (this.#remaining.size >= knownMax) this.#remaining.clear()
    for (const { ownerIds, cost } of debits) {
      for (const id of ownerIds) {
        const asked = (this.#asked.get(id) ?? 0) - cost
        if (asked > 0) this.#asked.set(id, asked)
        else this.#asked.delete(id)
        const remaining = balances?.get(id)
        if (remaining === undefined) this.#remaining.delete(id)
        else this.#remaining.set(id, remaining)
      }
    }
  }
}
