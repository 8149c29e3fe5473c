import type { RateLimit } from '@keyturn/core'
import type { IdWords } from '../ids/id-words.ts'
import { LimitShare, type Share } from './limit-share.ts'
import { OwnerPlaces } from './owner-places.ts'
import { SlidingWindow } from './sliding-window.ts'

/** Limits of a key, or limits that the keys of an organization share. The owner is copied where it is kept. */
export type OwnerLimits = { owner: IdWords; limits: readonly RateLimit[] }

/** One limit as callers see it. Never negative. */
export type RateLimitState = {
  name: string
  limit: number
  windowSeconds: number
  remaining: number
  /** Until enough is free again when refused, until all is when allowed; rounded up, a window at most. */
  resetSeconds: number
}

export type RateDecision =
  | { ok: true; rateLimits: RateLimitState[]; token: RateToken }
  /** After `retryAfterSeconds`, a window at most, the same would be allowed if nothing else came in between. */
  | { ok: false; rateLimits: RateLimitState[]; retryAfterSeconds: number }

/** What was taken, for `refund`. */
export type RateToken = { readonly taken: readonly Enforced[]; readonly cost: number; readonly at: number }

/** A limit, its window, and what of the limit this node grants; kept, so that a verification makes nothing anew. */
type Enforced = { readonly limit: RateLimit; readonly window: SlidingWindow; granted: number }

/** Owners looked at per call, so that the memory of those gone is freed without ever pausing. */
const sweptPerCall = 2

/**
 * Limits in memory: never more than `limit` in any window of `windowSeconds`, and never a request refused for what
 * was taken longer ago than a window and a 64th of it. State is kept for owners whose windows are not empty.
 */
export class RateLimiter {
  readonly #places = new OwnerPlaces()
  readonly #share = new LimitShare()
  /** By place: the limits as they were given, with their windows, and from when on these are empty. */
  readonly #limits: (readonly RateLimit[])[] = []
  readonly #enforced: (readonly Enforced[])[] = []
  readonly #emptyFrom: number[] = []
  #swept = 0

  /** Owners that memory is held for. */
  get size(): number {
    return this.#places.size
  }

  /** From now on this node is one of several that enforce each limit together; see `LimitShare`. */
  share(share: Share, monotonicMs: number): void {
    this.#share.set(share, monotonicMs)
  }

  /**
   * Takes `cost` from every limit of every owner, or from none. A cost of 0 is always allowed and takes nothing; a
   * cost above a limit is always refused, and its retry is said to be a window away.
   */
  consume(owners: readonly OwnerLimits[], cost: number, monotonicMs: number): RateDecision {
    this.#sweepSome(monotonicMs)
    let enforced: readonly Enforced[] | null = null
    for (const each of owners) {
      const own = this.#enforce(each, cost, monotonicMs)
      enforced = enforced === null ? own : enforced.concat(own)
    }
    const taken = enforced ?? none
    if (cost > 0 && isExceeded(taken, cost)) return refusal(taken, { cost, now: monotonicMs })
    const rateLimits = taken.map(each => {
      each.window.add(cost, monotonicMs)
      return stateOf(each, each.window.resetMs(monotonicMs))
    })
    return { ok: true, rateLimits, token: { taken, cost, at: monotonicMs } }
  }

  /**
   * For a caller that has waited since it named its limits to `consume`: those that the windows are of now. With older
   * ones it would put an end to windows of newer ones.
   */
  current({ owner, limits }: OwnerLimits): OwnerLimits {
    return { owner, limits: this.#limits[this.#places.find(owner)] ?? limits }
  }

  /** Gives back exactly what `consume` took, as when credits deny afterwards. At most once per token. Answers what is left. */
  refund(token: RateToken, monotonicMs: number): RateLimitState[] {
    return token.taken.map(each => {
      const { window } = each
      window.remove(token.cost, token.at)
      window.expire(monotonicMs)
      return stateOf(each, window.resetMs(monotonicMs))
    })
  }

  /** The limits of an owner as they are now, by which it is decided at once. */
  #enforce({ owner, limits }: OwnerLimits, cost: number, now: number): readonly Enforced[] {
    if (limits.length === 0) return none
    const place = this.#placeOf(owner, limits, now)
    if (cost > 0) this.#emptyFrom[place] = now + longestMs(limits)
    const enforced = this.#enforced[place] ?? none
    for (const each of enforced) {
      const { limit, windowSeconds } = each.limit
      each.window.expire(now)
      each.granted = this.#share.of(limit, { owner, windowSeconds, now })
    }
    return enforced
  }

  /** The place of an owner, whose windows are those of `limits` from now on. */
  #placeOf(owner: IdWords, limits: readonly RateLimit[], now: number): number {
    const known = this.#places.find(owner)
    if (known >= 0 && this.#limits[known] === limits) return known
    const place = known >= 0 ? known : this.#places.add(owner)
    const before = known >= 0 ? (this.#enforced[place] ?? none) : none
    this.#limits[place] = limits
    this.#enforced[place] = toEnforced(limits, before, now)
    this.#emptyFrom[place] = known >= 0 ? now + longestMs(limits) : now
    return place
  }

  #sweepSome(now: number): void {
    for (let i = 0; i < sweptPerCall; i++) {
      const emptyFrom = this.#emptyFrom[this.#swept]
      if (emptyFrom === undefined) {
        this.#swept = 0
        return
      }
      if (emptyFrom <= now) this.#drop(this.#swept)
      else this.#swept += 1
    }
  }

  /** The last one takes the place of the one that goes. */
  #drop(place: number): void {
    const limits = this.#limits.pop()
    const enforced = this.#enforced.pop()
    const emptyFrom = this.#emptyFrom.pop()
    this.#places.remove(place)
    if (place === this.#places.size || !limits || !enforced || emptyFrom === undefined) return
    this.#limits[place] = limits
    this.#enforced[place] = enforced
    this.#emptyFrom[place] = emptyFrom
  }
}

const none: readonly Enforced[] = []

/** Limits that keep their name keep what was taken, also when their numbers change. */
function toEnforced(
  limits: readonly RateLimit[],
  before: readonly Enforced[],
  now: number,
): readonly Enforced[] {
  return limits.map(limit => {
    const { name, windowSeconds } = limit
    const known = before.find(({ window }) => window.name === name)?.window
    if (known === undefined) return { limit, window: new SlidingWindow(name, windowSeconds), granted: 0 }
    const isSame = known.windowSeconds === windowSeconds
    return { limit, window: isSame ? known : known.resized(windowSeconds, now), granted: 0 }
  })
}

function longestMs(limits: readonly RateLimit[]): number {
  let longest = 0
  for (const { windowSeconds } of limits) longest = Math.max(longest, windowSeconds)
  return longest * 1000
}

function isExceeded(enforced: readonly Enforced[], cost: number): boolean {
  for (const { window, granted } of enforced) if (window.total + cost > granted) return true
  return false
}

function refusal(enforced: readonly Enforced[], { cost, now }: { cost: number; now: number }): RateDecision {
  let longestMs = 0
  const rateLimits = enforced.map(each => {
    const { window, granted, limit } = each
    const excess = window.total + cost - granted
    if (excess <= 0) return stateOf(each, window.resetMs(now))
    const windowMs = limit.windowSeconds * 1000
    const waitMs = cost > granted ? windowMs : Math.min(windowMs, window.waitMs(excess, now))
    longestMs = Math.max(longestMs, waitMs)
    return stateOf(each, waitMs)
  })
  return { ok: false, rateLimits, retryAfterSeconds: Math.max(1, Math.ceil(longestMs / 1000)) }
}

function stateOf({ limit, window, granted }: Enforced, resetMs: number): RateLimitState {
  return {
    name: limit.name,
    limit: limit.limit,
    windowSeconds: limit.windowSeconds,
    remaining: Math.max(0, granted - window.total),
    resetSeconds: Math.min(limit.windowSeconds, Math.ceil(resetMs / 1000)),
  }
}
