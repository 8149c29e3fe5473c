import type { KeyView } from '@keyturn/core'
import type { Clock } from '../clock/clock.ts'
import { type IdWords, readOwnerWords } from '../ids/id-words.ts'
import { isPackedId, readPackedOwner } from '../ids/packed-id.ts'
import type { CreditLedger } from '../limits/credit-ledger.ts'
import type {
  OwnerLimits,
  RateDecision,
  RateLimiter,
  RateLimitState,
  RateToken,
} from '../limits/rate-limiter.ts'
import type { VerdictReplica } from './replica.ts'
import type { Verdict } from './verdict.ts'

export type Charged = Pick<Verdict, 'code' | 'rateLimits' | 'credits'>

/** What was taken of limits, and what is left of them. */
type Taken = { token: RateToken; rateLimits: RateLimitState[] }

/** Then it is tried: others that come all the time must not keep anybody waiting. */
const asksAgainMax = 3

/**
 * Limits and credits, of the key and those that its organization shares. They are charged last, all or nothing: a
 * verification that is denied for any reason consumes none.
 */
export class Quotas {
  readonly #limiter: RateLimiter
  readonly #ledger: CreditLedger
  readonly #replica: VerdictReplica
  readonly #clock: Clock
  readonly #owner: IdWords = new Int32Array(4)

  constructor(input: { limiter: RateLimiter; ledger: CreditLedger; replica: VerdictReplica; clock: Clock }) {
    this.#limiter = input.limiter
    this.#ledger = input.ledger
    this.#replica = input.replica
    this.#clock = input.clock
  }

  /** At once where only limits are charged, which are in memory; credits are in the database. Null: nothing applies. */
  charge(key: KeyView, cost: number, monotonicMs: number): Charged | Promise<Charged> | null {
    const { rateLimits: own, hasCredits } = key.policy
    const shared = this.#replica.quotasOf(key.organizationId)
    const limits: OwnerLimits[] = own.length > 0 ? [{ owner: this.#ownerOf(key), limits: own }] : []
    if (shared !== undefined && shared.rateLimits.length > 0)
      limits.push({ owner: shared.owner, limits: shared.rateLimits })
    const isCredited = hasCredits || shared?.hasCredits === true
    if (!isCredited) return limits.length === 0 ? null : this.#chargeLimits(limits, cost, monotonicMs)
    const creditOwners = hasCredits ? [key.keyId] : []
    if (shared?.hasCredits) creditOwners.push(key.organizationId)
    if (cost > 0 && limits.length > 0 && !this.#ledger.covers(creditOwners, cost)) {
      // Nothing is taken: from now on the limiter knows which limits are the newest.
      this.#limiter.consume(limits, 0, monotonicMs)
      return this.#chargeAfterAsking(limits.map(kept), creditOwners, cost)
    }
    const decision = this.#limiter.consume(limits, cost, monotonicMs)
    if (!decision.ok) return { code: 'rate_limited', rateLimits: shown(decision), credits: null }
    const token = { owners: limits.map(kept), cost, at: monotonicMs }
    return this.#debit(creditOwners, cost, { token, rateLimits: decision.rateLimits })
  }

  #chargeLimits(limits: readonly OwnerLimits[], cost: number, monotonicMs: number): Charged {
    const decision = this.#limiter.consume(limits, cost, monotonicMs)
    return { code: decision.ok ? 'valid' : 'rate_limited', rateLimits: shown(decision), credits: null }
  }

  /**
   * Whoever may not be able to pay is asked about the balance first: a limit that it shares with others is not held for
   * it while the database answers. Of many at once those wait whom the others may leave nothing.
   */
  async #chargeAfterAsking(
    limits: readonly OwnerLimits[],
    creditOwners: readonly string[],
    cost: number,
  ): Promise<Charged> {
    let { remaining } = await this.#ledger.debit(creditOwners, 0)
    for (let again = 0; again < asksAgainMax && remaining >= cost; again++) {
      if (this.#ledger.covers(creditOwners, cost)) break
      remaining = (await this.#ledger.debit(creditOwners, 0)).remaining
    }
    // They may have changed meanwhile.
    const current = limits.map(each => this.#limiter.current(each))
    const token = { owners: current, cost, at: this.#clock.monotonic() }
    const decision = this.#limiter.consume(current, cost, token.at)
    if (!decision.ok) return { code: 'rate_limited', rateLimits: shown(decision), credits: null }
    const taken = { token, rateLimits: decision.rateLimits }
    if (remaining >= cost) return this.#debit(creditOwners, cost, taken)
    // Taken and given back with nobody in between: that is how what is left is read.
    const rateLimits = shown({ rateLimits: this.#refund(taken) })
    return { code: 'credits_exhausted', rateLimits, credits: { remaining } }
  }

  async #debit(creditOwners: readonly string[], cost: number, taken: Taken): Promise<Charged> {
    try {
      const debit = await this.#ledger.debit(creditOwners, cost)
      const rateLimits = shown(debit.ok ? taken : { rateLimits: this.#refund(taken) })
      const credits = { remaining: debit.remaining }
      return { code: debit.ok ? 'valid' : 'credits_exhausted', rateLimits, credits }
    } catch (error) {
      this.#refund(taken)
      throw error
    }
  }

  #refund({ token }: Taken): RateLimitState[] {
    return this.#limiter.refund(token, this.#clock.monotonic())
  }

  /** Until the next call: the limiter copies what it keeps. */
  #ownerOf({ storedIds }: KeyView): IdWords {
    const { bytes, keyIdAt, end } = storedIds
    const range = { start: keyIdAt, end }
    if (isPackedId(bytes, range)) readPackedOwner(bytes, keyIdAt, this.#owner)
    else readOwnerWords(bytes, range, this.#owner)
    return this.#owner
  }
}

/** A copy that stays as it is when the next key is charged. */
function kept({ owner, limits }: OwnerLimits): OwnerLimits {
  return { owner: owner.slice(), limits }
}

/** Whoever has no limits is shown none. */
function shown({ rateLimits }: Pick<RateDecision, 'rateLimits'>): RateLimitState[] | null {
  return rateLimits.length > 0 ? rateLimits : null
}
