/** Runs one round at a time; everybody who asks during a round shares the next one. */
export class Rounds<T> {
  readonly #run: () => Promise<T>
  #current: Promise<T> | null = null
  #following: Promise<T> | null = null

  constructor(run: () => Promise<T>) {
    this.#run = run
  }

  /** A round that begins from now on. */
  next(): Promise<T> {
    if (this.#following) return this.#following
    if (!this.#current) return this.#begin()
    const begin = () => this.#begin()
    this.#following = this.#current.then(begin, begin)
    return this.#following
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    while (this.#current || this.#following) await (this.#following ?? this.#current)?.catch(() => {})
  }

  #begin(): Promise<T> {
    this.#following = null
    const round = this.#run()
    this.#current = round
    const over = () => {
      if (this.#current === round) this.#current = null
    }
    round.then(over, over)
    return round
  }
}
