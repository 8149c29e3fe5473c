/** Both clocks in milliseconds; the monotonic one never goes back and may stand still while a machine sleeps. */
export type LeaseClock = { monotonicMs(): number; wallMs(): number }

export type LeaseRenewal = {
  /** Both read *before* the change feed was, so that the lease never covers more than what was read. */
  startedMonotonicMs: number
  startedWallMs: number
  durationMs: number
  /** The database's clock, read during the renewal. */
  databaseTimeMs: number
}

/**
 * The right to decide from memory. It runs out by itself, on whichever clock says so first: the monotonic clock
 * is blind to a suspended machine, the wall clock to being set back.
 */
export class Lease {
  readonly #clock: LeaseClock
  #renewal: LeaseRenewal | null = null
  #held = false
  #fencedAtMonotonicMs = Number.NEGATIVE_INFINITY
  #latestMs = Number.NEGATIVE_INFINITY

  constructor(clock: LeaseClock) {
    this.#clock = clock
  }

  /** Ignored when it started before the current renewal did, or before the lease was fenced. */
  renew(input: LeaseRenewal): void {
    const { startedMonotonicMs, startedWallMs, durationMs, databaseTimeMs } = input
    if (![startedMonotonicMs, startedWallMs, durationMs, databaseTimeMs].every(Number.isFinite)) return
    if (startedMonotonicMs < this.#fencedAtMonotonicMs) return
    if (this.#renewal !== null && startedMonotonicMs < this.#renewal.startedMonotonicMs) return
    this.#renewal = { startedMonotonicMs, startedWallMs, durationMs, databaseTimeMs }
    this.#held = true
  }

  /** False before the first renewal, after `fence`, and from the moment either clock leaves the lease. */
  isHeld(): boolean {
    return this.remainingMs() > 0
  }

  /** Ends the lease at once; only a renewal that starts from now on brings it back. */
  fence(): void {
    this.#held = false
    this.#fencedAtMonotonicMs = this.#clock.monotonicMs()
  }

  /** What is left, in milliseconds; 0 when the lease is not held. A lease once seen lapsed stays so. */
  remainingMs(): number {
    if (!this.#held || this.#renewal === null) return 0
    const monotonicMs = this.#clock.monotonicMs() - this.#renewal.startedMonotonicMs
    const wallMs = this.#clock.wallMs() - this.#renewal.startedWallMs
    const remainingMs = this.#renewal.durationMs - Math.max(monotonicMs, wallMs)
    if (remainingMs > 0 && monotonicMs >= 0 && wallMs >= 0) return remainingMs
    this.#held = false
    return 0
  }

  /**
   * Verdict time in milliseconds UTC: the database's clock at the last renewal plus monotonic time since it
   * started, never less than it said before. The wall clock until the first renewal, when nothing is decided.
   */
  now(): number {
    if (this.#renewal === null) return this.#clock.wallMs()
    const { databaseTimeMs, startedMonotonicMs } = this.#renewal
    const nowMs = databaseTimeMs + this.#clock.monotonicMs() - startedMonotonicMs
    this.#latestMs = Math.max(this.#latestMs, nowMs)
    return this.#latestMs
  }
}
