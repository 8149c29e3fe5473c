import type { Reach } from '../access/reach.ts'

/** One decided verification, as the hot path hands it to the journal. Instants are milliseconds UTC. */
export type UsageEvent = {
  /** `ver_…`; its time decides the month that the event is kept in. */
  id: string
  at: number
  organizationId: string | null
  apiId: string | null
  keyId: string | null
  secretId: string | null
  environment: string | null
  /** The verdict. */
  code: string
  cost: number
  /** More than 1 where refused attempts with unknown tokens were counted together. */
  count: number
  method: string | null
  path: string | null
  ip: string | null
  country: string | null
  userAgent: string | null
  origin: string | null
  /** The management key that asked for the verdict. */
  callerKeyId: string | null
  /** The position in the change feed that the verdict was decided at. */
  asOf: string
  nodeId: string
}

/** What became of a verified request, as the service behind it reports. */
export type Outcome = {
  verificationId: string
  /** The HTTP status that the service answered. */
  status: number
  durationMs: number | null
  reportedAt: number
  /** What the reporter reaches: the outcome belongs to an event within it, and to no other. */
  reach: Reach
}
