/** Recorded in full per source and second; beyond that only counted. */
const fullPerSecondMax = 10
/** Sources looked after at a time; a flood from more addresses is counted together. */
const sourcesMax = 10_000
const countEveryMs = 60_000

type Source = { second: number; inSecond: number; counted: number }

export type CountedAttempts = { source: string; count: number }

/**
 * Attempts with tokens that nobody holds: a few are kept in full, a flood becomes a number, so that guessing cannot
 * fill the log or the memory.
 */
export class UnknownTokens {
  readonly #sources = new Map<string, Source>()
  #countedSince: number

  constructor(now: number) {
    this.#countedSince = now
  }

  /** True when this attempt is to be recorded in full. */
  isKept(source: string, now: number): boolean {
    const known = this.#sourceOf(source)
    const second = Math.floor(now / 1000)
    if (known.second !== second) {
      known.second = second
      known.inSecond = 0
    }
    known.inSecond += 1
    if (known.inSecond <= fullPerSecondMax) return true
    known.counted += 1
    return false
  }

  /** What was only counted, once a minute; empty in between. */
  takeCounted(now: number): CountedAttempts[] {
    if (now - this.#countedSince < countEveryMs) return []
    return this.takeAll(now)
  }

  takeAll(now: number): CountedAttempts[] {
    this.#countedSince = now
    const counted = [...this.#sources].map(([source, { counted: count }]) => ({ source, count }))
    this.#sources.clear()
    return counted.filter(({ count }) => count > 0)
  }

  #sourceOf(source: string): Source {
    const name = this.#sources.has(source) || this.#sources.size < sourcesMax ? source : ''
    const known = this.#sources.get(name)
    if (known) return known
    const fresh: Source = { second: 0, inSecond: 0, counted: 0 }
    this.#sources.set(name, fresh)
    return fresh
  }
}
