import type { KeyView } from '@keyturn/core'
import type { Clock } from '../clock/clock.ts'
import type { CreditLedger } from '../limits/credit-ledger.ts'
import type { OwnerLimits, RateDecision, RateLimiter, RateLimitState } from '../limits/rate-limiter.ts'
import type { VerdictReplica } from './replica.ts'
import type { Verdict } from './verdict.ts'

export type Charged = Pick<Verdict, 'code' | 'rateLimits' | 'credits'>

/** The id of the key once more, because a view makes it anew each time that it is asked. */
type Charge = { keyId: string; cost: number }

type Taken = Extract<RateDecision, { ok: true }>

/**
 * Limits and credits, of the key and those that its organization shares. They are charged last, all or nothing: a
 * verification that is denied for any reason consumes none.
 */
export class Quotas {
  readonly #limiter: RateLimiter
  readonly #ledger: CreditLedger
  readonly #replica: VerdictReplica
  readonly #clock: Clock

  constructor(input: { limiter: RateLimiter; ledger: CreditLedger; replica: VerdictReplica; clock: Clock }) {
    this.#limiter = input.limiter
    this.#ledger = input.ledger
    this.#replica = input.replica
    this.#clock = input.clock
  }

  /** False for most keys: they have neither limits nor credits, and cost nothing here. */
  applyTo(key: KeyView): boolean {
    if (key.hasCredits || key.rateLimits.length > 0) return true
    return this.#replica.quotasOf(key.organizationId) !== undefined
  }

  /** At once where only limits are charged, which are in memory; credits are in the database. */
  charge(key: KeyView, { keyId, cost }: Charge): Charged | Promise<Charged> {
    const { limits, creditOwners } = this.#ownersOf(key, keyId)
    const decision = this.#limiter.consume(limits, cost, this.#clock.monotonic())
    const rateLimits = limits.length > 0 ? decision.rateLimits : null
    if (!decision.ok) return { code: 'rate_limited', rateLimits, credits: null }
    if (creditOwners.length === 0) return { code: 'valid', rateLimits, credits: null }
    return this.#debit(creditOwners, cost, decision)
  }

  async #debit(creditOwners: readonly string[], cost: number, taken: Taken): Promise<Charged> {
    try {
      const debit = await this.#ledger.debit(creditOwners, cost)
      const states = debit.ok ? taken.rateLimits : this.#refund(taken)
      const rateLimits = states.length > 0 ? states : null
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

  #ownersOf(key: KeyView, keyId: string): { limits: OwnerLimits[]; creditOwners: string[] } {
    const { organizationId } = key
    const shared = this.#replica.quotasOf(organizationId)
    const limits: OwnerLimits[] = []
    const creditOwners: string[] = []
    if (key.rateLimits.length > 0) limits.push({ owner: keyId, limits: key.rateLimits })
    if (shared && shared.rateLimits.length > 0)
      limits.push({ owner: organizationId, limits: shared.rateLimits })
    if (key.hasCredits) creditOwners.push(keyId)
    if (shared?.hasCredits) creditOwners.push(organizationId)
    return { limits, creditOwners }
  }
}
