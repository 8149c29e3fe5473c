import type { Clock } from './clock.ts'

/** How far clocks may differ before what cannot be undone waits. */
const apartMaxMs = 86_400_000

/**
 * The time for what cannot be undone. A wall clock that somebody sets forward by years while the process runs must not
 * make everything old: the time is also counted from the start, and, with a database of its own clock, by that.
 */
export class SteadyTime {
  readonly #clock: Clock
  readonly #otherMs: () => number
  readonly #startedMs: number

  /** `otherMs` is one more opinion, in milliseconds UTC. */
  constructor(clock: Clock, otherMs: () => number = () => clock.now()) {
    this.#clock = clock
    this.#otherMs = otherMs
    this.#startedMs = clock.now() - clock.monotonic()
  }

  /** The earliest of all opinions, in milliseconds UTC. */
  now(): number {
    return Math.floor(Math.min(...this.#opinions()))
  }

  /** Whether the opinions lie within a day. */
  isAgreed(): boolean {
    const opinions = this.#opinions()
    return Math.max(...opinions) - Math.min(...opinions) <= apartMaxMs
  }

  #opinions(): number[] {
    return [this.#clock.now(), this.#startedMs + this.#clock.monotonic(), this.#otherMs()]
  }
}
