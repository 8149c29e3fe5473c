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
export type RateToken = { readonly taken: readonly Applied[]; readonly cost: number; readonly at: number }

type Applied = { readonly limit: RateLimit; readonly window: SlidingWindow; readonly granted: number }

/** Owners looked at per call, so that the memory of those gone is freed without ever pausing. */
const sweptPerCall = 2

/**
 * Limits in memory: never more than `limit` in any window of `windowSeconds`, and never a request refused for what
 * was taken longer ago than a window and a 64th of it. State is kept for owners whose windows are not empty.
 */
export class RateLimiter {
  readonly #places = new OwnerPlaces()
  readonly #share = new LimitShare()
  /** By place: the limits that the windows were made for, the windows, and from when on these are empty. */
  readonly #limits: (readonly RateLimit[])[] = []
  readonly #windows: (readonly SlidingWindow[])[] = []
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
    const [first, ...others] = owners
    // Arrays of their length, not grown ones: a verification mostly has one limit, and leaves less to collect.
    let applied = first === undefined ? [] : this.#apply(first, cost, monotonicMs)
    for (const each of others) applied = applied.concat(this.#apply(each, cost, monotonicMs))
    if (cost > 0 && isExceeded(applied, cost)) return refusal(applied, { cost, now: monotonicMs })
    const rateLimits = applied.map(each => {
      each.window.add(cost, monotonicMs)
      return stateOf(each, each.window.resetMs(monotonicMs))
    })
    return { ok: true, rateLimits, token: { taken: applied, cost, at: monotonicMs } }
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

  #apply({ owner, limits }: OwnerLimits, cost: number, now: number): Applied[] {
    if (limits.length === 0) return []
    const place = this.#placeOf(owner, limits, now)
    if (cost > 0) this.#emptyFrom[place] = now + longestMs(limits)
    const windows = this.#windows[place] ?? []
    return limits.map((limit, index) => {
      const window = windows[index]
      if (window === undefined) throw new Error('a limit has no window')
      window.expire(now)
      const granted = this.#share.of(limit.limit, { owner, windowSeconds: limit.windowSeconds, now })
      return { limit, window, granted }
    })
  }

  /** The place of an owner, whose windows are those of `limits` from now on. */
  #placeOf(owner: IdWords, limits: readonly RateLimit[], now: number): number {
    const known = this.#places.find(owner)
    if (known >= 0 && this.#limits[known] === limits) return known
    const place = known >= 0 ? known : this.#places.add(owner)
    const before = known >= 0 ? (this.#windows[place] ?? []) : []
    this.#limits[place] = limits
    this.#windows[place] = toWindows(limits, before, now)
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
    const windows = this.#windows.pop()
    const emptyFrom = this.#emptyFrom.pop()
    this.#places.remove(place)
    if (place === this.#places.size || !limits || !windows || emptyFrom === undefined) return
    this.#limits[place] = limits
    this.#windows[place] = windows
    this.#emptyFrom[place] = emptyFrom
  }
}

/** Limits that keep their name keep what was taken, also when their numbers change. */
function toWindows(
  limits: readonly RateLimit[],
  before: readonly SlidingWindow[],
  now: number,
): readonly SlidingWindow[] {
  return limits.map(({ name, windowSeconds }) => {
    const known = before.find(window => window.name === name)
    if (known === undefined) return new SlidingWindow(name, windowSeconds)
    return known.windowSeconds === windowSeconds ? known : known.resized(windowSeconds, now)
  })
}

function longestMs(limits: readonly RateLimit[]): number {
  let longest = 0
  for (const { windowSeconds } of limits) longest = Math.max(longest, windowSeconds)
  return longest * 1000
}

function isExceeded(applied: readonly Applied[], cost: number): boolean {
  for (const { window, granted } of applied) if (window.total + cost > granted) return true
  return false
}

function refusal(applied: Applied[], { cost, now }: { cost: number; now: number }): RateDecision {
  let longestMs = 0
  const rateLimits = applied.map(each => {
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

function stateOf({ limit, window, granted }: Applied, resetMs: number): RateLimitState {
  return {
    name: limit.name,
    limit: limit.limit,
    windowSeconds: limit.windowSeconds,
    remaining: Math.max(0, granted - window.total),
    resetSeconds: Math.min(limit.windowSeconds, Math.ceil(resetMs / 1000)),
  }
}
