/** A registered node, as this process sees it. */
export type Neighbour = {
  id: string
  version: string
  leaseMs: number
  /** What is left of its lease; 0 once it is over. */
  leaseRemainingMs: number
  /** How long ago it confirmed the change feed, or was first seen to have. */
  behindMs: number
}
