import type { RateLimit } from '@keyturn/core'
import type { IdWords } from '../ids/id-words.ts'
import { LimitShare, type Share } from './limit-share.ts'
import { OwnerPlaces } from './owner-places.ts'
import { SlidingWindows } from './sliding-windows.ts'

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
  | { ok: true; rateLimits: RateLimitState[] }
  /** After `retryAfterSeconds`, a window at most, the same would be allowed if nothing else came in between. */
  | { ok: false; rateLimits: RateLimitState[]; retryAfterSeconds: number }

/** What was taken, for `refund`: whoever keeps it has an owner of its own. */
export type RateToken = {
  readonly owners: readonly OwnerLimits[]
  readonly cost: number
  readonly at: number
}

/** Owners looked at per call, so that the memory of those gone is freed without ever pausing. */
const sweptPerCall = 2

/**
 * Limits in memory: never more than `limit` in any window of `windowSeconds`, and never a request refused for what
 * was taken longer ago than a window and a 64th of it. State is kept for owners whose windows are not empty.
 */
export class RateLimiter {
  readonly #places = new OwnerPlaces()
  readonly #windows = new SlidingWindows()
  readonly #share = new LimitShare()
  /** By place: the limits as they were given, the first of their windows, and from when on these are empty. */
  readonly #limits: (readonly RateLimit[])[] = []
  readonly #first: number[] = []
  readonly #emptyFrom: number[] = []
  /** The first windows of those that `consume` is asked for. */
  readonly #asked: number[] = []
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
    const rateLimits: RateLimitState[] = []
    const telling = { cost, now: monotonicMs, told: rateLimits }
    const asked = this.#asked
    let isExceeded = false
    let count = 0
    for (const each of owners) {
      const first = this.#windowsOf(each, cost, monotonicMs)
      asked[count++] = first
      if (this.#isExceeded(each, first, telling)) isExceeded = true
    }
    count = 0
    if (!isExceeded || cost === 0) {
      for (const each of owners) this.#take(each, asked[count++] ?? 0, telling)
      return { ok: true, rateLimits }
    }
    let longestMs = 0
    for (const each of owners)
      longestMs = Math.max(longestMs, this.#refuse(each, asked[count++] ?? 0, telling))
    return { ok: false, rateLimits, retryAfterSeconds: Math.max(1, Math.ceil(longestMs / 1000)) }
  }

  /**
   * For a caller that has waited since it named its limits to `consume`: those that the windows are of now. With older
   * ones it would put an end to windows of newer ones.
   */
  current({ owner, limits }: OwnerLimits): OwnerLimits {
    return { owner, limits: this.#limits[this.#places.find(owner)] ?? limits }
  }

  /** Gives back exactly what `consume` took, as when credits deny afterwards. At most once per token. Answers what is left. */
  refund({ owners, cost, at }: RateToken, monotonicMs: number): RateLimitState[] {
    return owners.flatMap(({ owner, limits }) => {
      const place = this.#places.find(owner)
      return limits.map(limit => {
        const window = this.#windowNamed(limit.name, place)
        const granted = this.#granted(limit, owner, monotonicMs)
        if (window < 0) return stateOf(limit, { remaining: granted, resetMs: 0 })
        this.#windows.remove(window, cost, { taken: at, now: monotonicMs })
        return this.#stateOf(limit, { window, granted, resetMs: this.#windows.resetMs(window, monotonicMs) })
      })
    })
  }

  /** The first of the owner's windows, which are those of these limits from now on. */
  #windowsOf({ owner, limits }: OwnerLimits, cost: number, now: number): number {
    if (limits.length === 0) return 0
    const place = this.#placeOf(owner, limits, now)
    if (cost > 0) this.#emptyFrom[place] = now + longestMs(limits)
    return this.#first[place] ?? 0
  }

  /** Whether a limit of the owner has no room for the cost; brings its windows up to now. */
  #isExceeded({ owner, limits }: OwnerLimits, first: number, { cost, now }: Asking): boolean {
    let window = first
    let isExceeded = false
    for (const limit of limits) {
      this.#windows.expire(window, now)
      if (this.#windows.total(window) + cost > this.#granted(limit, owner, now)) isExceeded = true
      window += 1
    }
    return isExceeded
  }

  #take({ owner, limits }: OwnerLimits, first: number, { cost, now, told }: Telling): void {
    let window = first
    for (const limit of limits) {
      this.#windows.add(window, cost, now)
      const granted = this.#granted(limit, owner, now)
      told.push(this.#stateOf(limit, { window, granted, resetMs: this.#windows.resetMs(window, now) }))
      window += 1
    }
  }

  /** How long the longest of the limits that have no room for it has to be waited for. */
  #refuse({ owner, limits }: OwnerLimits, first: number, { cost, now, told }: Telling): number {
    let window = first
    let longest = 0
    for (const limit of limits) {
      const granted = this.#granted(limit, owner, now)
      const excess = this.#windows.total(window) + cost - granted
      const windowMs = limit.windowSeconds * 1000
      let resetMs = this.#windows.resetMs(window, now)
      if (excess > 0) {
        resetMs = cost > granted ? windowMs : Math.min(windowMs, this.#windows.waitMs(window, excess, now))
        longest = Math.max(longest, resetMs)
      }
      told.push(this.#stateOf(limit, { window, granted, resetMs }))
      window += 1
    }
    return longest
  }

  /** What this node grants of a limit. */
  #granted({ limit, windowSeconds }: RateLimit, owner: IdWords, now: number): number {
    return this.#share.of(limit, { owner, windowSeconds, now })
  }

  #stateOf(
    limit: RateLimit,
    { window, granted, resetMs }: { window: number; granted: number; resetMs: number },
  ): RateLimitState {
    return stateOf(limit, { remaining: Math.max(0, granted - this.#windows.total(window)), resetMs })
  }

  /** The place of an owner, whose windows are those of `limits` from now on. */
  #placeOf(owner: IdWords, limits: readonly RateLimit[], now: number): number {
    const known = this.#places.find(owner)
    if (known >= 0 && this.#limits[known] === limits) return known
    const place = known >= 0 ? known : this.#places.add(owner)
    const first = this.#windows.allocate(limits.map(({ windowSeconds }) => windowSeconds))
    if (known >= 0) this.#moveWindows(place, { limits, first, now })
    this.#limits[place] = limits
    this.#first[place] = first
    this.#emptyFrom[place] = known >= 0 ? now + longestMs(limits) : now
    return place
  }

  /** Limits that keep their name keep what was taken, also when their numbers change. */
  #moveWindows(
    place: number,
    { limits, first, now }: { limits: readonly RateLimit[]; first: number; now: number },
  ): void {
    for (const [index, { name }] of limits.entries()) {
      const before = this.#windowNamed(name, place)
      if (before >= 0) this.#windows.copy(before, first + index, now)
    }
    this.#windows.release(this.#first[place] ?? 0, this.#limits[place]?.length ?? 0)
  }

  /** The window of the limit that an owner has by this name; -1 where there is none. */
  #windowNamed(name: string, place: number): number {
    const index = this.#limits[place]?.findIndex(limit => limit.name === name) ?? -1
    return index < 0 ? -1 : (this.#first[place] ?? 0) + index
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
    this.#windows.release(this.#first[place] ?? 0, this.#limits[place]?.length ?? 0)
    const limits = this.#limits.pop()
    const first = this.#first.pop()
    const emptyFrom = this.#emptyFrom.pop()
    this.#places.remove(place)
    if (place === this.#places.size || !limits || first === undefined || emptyFrom === undefined) return
    this.#limits[place] = limits
    this.#first[place] = first
    this.#emptyFrom[place] = emptyFrom
  }
}

/** What is asked of each owner, and where its limits are told. */
type Asking = { cost: number; now: number }
type Telling = Asking & { told: RateLimitState[] }

function longestMs(limits: readonly RateLimit[]): number {
  let longest = 0
  for (const { windowSeconds } of limits) longest = Math.max(longest, windowSeconds)
  return longest * 1000
}

function stateOf(
  { name, limit, windowSeconds }: RateLimit,
  { remaining, resetMs }: { remaining: number; resetMs: number },
): RateLimitState {
  const resetSeconds = Math.min(windowSeconds, Math.ceil(resetMs / 1000))
  return { name, limit, windowSeconds, remaining, resetSeconds }
}
