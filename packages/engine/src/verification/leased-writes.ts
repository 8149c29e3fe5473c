import type { Lease } from '@keyturn/core'
import { fenced } from '../changes/change-feed.ts'

/** Everybody whose event joins one write of the journal waits for one promise, after which the lease is read once more. */
export class LeasedWrites {
  readonly #lease: Lease
  #write: { written: Promise<void>; recorded: Promise<void> } | null = null

  constructor(lease: Lease) {
    this.#lease = lease
  }

  /** Resolves when `written` has and the lease is still held; rejects with `fenced` where it is not. */
  after(written: Promise<void>): Promise<void> {
    if (this.#write?.written !== written) {
      const recorded = written.then(() => {
        if (!this.#lease.isHeld()) throw fenced()
      })
      // Whoever waited may have gone away.
      recorded.catch(() => {})
      this.#write = { written, recorded }
    }
    return this.#write.recorded
  }

  /** The same where events may have joined several writes; null where there are none. */
  afterAll(writes: ReadonlySet<Promise<void>>): Promise<void> | null {
    const [first] = writes
    if (first === undefined) return null
    return this.after(writes.size === 1 ? first : Promise.all(writes).then(() => {}))
  }
}
