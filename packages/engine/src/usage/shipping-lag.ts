import type { JournalStats } from './journal.ts'

type Mark = { position: number; atMs: number }

/** Marks that are kept; beyond that every second one goes, and the lag is told less exactly. */
const marksMax = 600

/** How long the oldest usage that is in a journal and not yet in the usage log has waited, as exactly as it is observed. */
export class ShippingLag {
  #marks: Mark[] = []

  /** Takes in how far the journal is at this moment; monotonic milliseconds. */
  observe({ writtenBytes, shippedBytes }: JournalStats, nowMs: number): void {
    this.#marks = this.#marks.filter(({ position }) => position > shippedBytes)
    if (writtenBytes > (this.#marks.at(-1)?.position ?? shippedBytes))
      this.#marks.push({ position: writtenBytes, atMs: nowMs })
    if (this.#marks.length > marksMax) this.#marks = this.#marks.filter((_, index) => index % 2 === 0)
  }

  /** In milliseconds; 0 where everything observed is shipped. */
  ms({ shippedBytes }: JournalStats, nowMs: number): number {
    const oldest = this.#marks.find(({ position }) => position > shippedBytes)
    return oldest ? Math.max(0, nowMs - oldest.atMs) : 0
  }
}
