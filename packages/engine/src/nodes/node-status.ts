import type { NoticeFigures } from '../notifications/notice-delivery.ts'
import type { UnreadableCounts } from '../verification/unreadable-rows.ts'

/** What a node knows of itself; for health checks, metrics, and whoever looks after the installation. */
export type NodeStatus = {
  ready: boolean
  /** Sentences that say why it is not. */
  problems: string[]
  nodeId: string
  /** The same for all processes, one after the other or beside each other, on one data directory of one machine. */
  place: string
  version: string
  /** Milliseconds UTC. */
  startedAt: number
  leaseHeld: boolean
  leaseRemainingMs: number
  secrets: number
  decidingBytes: number
  journalBacklogBytes: number
  /** How long the oldest usage has waited that is not in the usage log yet. */
  shippingLagMs: number
  /** Whether the last try to ship usage failed. */
  shippingFails: boolean
  /**
   * Stored rows that deny or narrow because a part of them cannot be read; and rows of usage sums of which this node has
   * found since its start that they cannot be told apart by endpoint and country.
   */
  unreadable: UnreadableCounts & { usage: number }
  /** Why tokens can neither be kept nor shown again, in a sentence; null when they can. */
  vaultProblem: string | null
  /** Organizations whose tokens need a key-encryption key that is on its way out, or lost. */
  dataKeysLeft: number
  /** The key-encryption key that is missing while sealed; else the one in use, null before the first. */
  kekId: string | null
  /** Management calls that went on although their use could not be written into the journal. */
  managementUsesUnrecorded: number
  /** Mail that was sent and that waits; null where none is sent. */
  notices: NoticeFigures | null
}
