import type { RegisteredNode } from './storage.ts'

/** A row of the registry, the same on both databases. */
export type NodeRow = {
  id: string
  confirmed: string
  lease_ms: number
  version: string
  renewed_at: number
}

export function toRegisteredNode(row: NodeRow): RegisteredNode {
  return {
    id: row.id,
    confirmed: row.confirmed,
    leaseMs: row.lease_ms,
    version: row.version,
    renewedAt: row.renewed_at,
  }
}
