/**
 * How far one journal is written and shipped, in memory that the writer's and the shipper's thread share, so that
 * neither waits for a message. Each value has one writer and only grows.
 */
export class JournalProgress {
  readonly memory: SharedArrayBuffer
  readonly #cells: BigInt64Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.memory = memory
    this.#cells = new BigInt64Array(memory)
  }

  /** Everything before it is acknowledged; always the end of a record. */
  get written(): number {
    return Number(Atomics.load(this.#cells, 0))
  }

  set written(position: number) {
    Atomics.store(this.#cells, 0, BigInt(position))
  }

  get shipped(): number {
    return Number(Atomics.load(this.#cells, 1))
  }

  set shipped(position: number) {
    Atomics.store(this.#cells, 1, BigInt(position))
  }
}
