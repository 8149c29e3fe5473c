import type { RegisteredNode } from '../storage/storage.ts'

/** A silent node's lease is over after this share of its length: clocks of two machines differ in rate, not by 5 %. */
export const leaseMargin = 1.05

type Observation = { confirmed: string; renewedAt: number; leaseMs: number; sinceMs: number }

/**
 * How long each node has been silent, as this process saw it. A node's lease is dated from before the read that it
 * then confirmed, so from before anybody could see that confirmation in the registry: when the same row has been seen
 * for the lease and a margin, on this process's monotonic clock, that lease is over, whatever the other machine's
 * clock says. Only strike such a row while it is still the same: who has renewed meanwhile is not silent.
 */
export class SilentNodes {
  #observations = new Map<string, Observation>()

  /** Takes in what the registry said. `nowMs` (monotonic) is read after it answered. */
  observe(nodes: readonly RegisteredNode[], nowMs: number): void {
    const observations = new Map<string, Observation>()
    for (const { id, confirmed, renewedAt, leaseMs } of nodes) {
      const known = this.#observations.get(id)
      const same =
        known?.confirmed === confirmed && known.renewedAt === renewedAt && known.leaseMs === leaseMs
      observations.set(id, same ? known : { confirmed, renewedAt, leaseMs, sinceMs: nowMs })
    }
    this.#observations = observations
  }

  /** For how long, in milliseconds, the last confirmation seen has been the last one. */
  silentMs(node: RegisteredNode, nowMs: number): number {
    return nowMs - (this.#observations.get(node.id)?.sinceMs ?? nowMs)
  }

  /** Milliseconds until the lease of the last confirmation seen is over; 0 or less when it is. */
  leftMs(node: RegisteredNode, nowMs: number): number {
    const sinceMs = this.#observations.get(node.id)?.sinceMs ?? nowMs
    return sinceMs + node.leaseMs * leaseMargin - nowMs
  }
}
