import { toInstant } from '../clock/clock.ts'
import type { OutcomeTable, UsageEventRow } from '../storage/tables.ts'

/** One decided verification as it leaves. */
export type UsageEventView = {
  id: string
  /** RFC 3339 UTC. */
  at: string
  /** The verdict. */
  code: string
  keyId: string | null
  /** Null where no key was found; deleted keys keep theirs. */
  keyName: string | null
  secretId: string | null
  apiId: string | null
  organizationId: string | null
  environment: string | null
  method: string | null
  path: string | null
  ip: string | null
  country: string | null
  userAgent: string | null
  origin: string | null
  cost: number
  /** More than 1 where refused attempts with unknown tokens were counted together. */
  count: number
  /** The position in the change feed that the verdict was decided at. */
  asOf: string
  /** What became of the request; null until reported. */
  outcome: { status: number; durationMs: number } | null
}

export function toUsageEventView(
  row: UsageEventRow,
  known: { keyName: string | null; outcome: OutcomeTable | null },
): UsageEventView {
  const { keyName, outcome } = known
  return {
    id: row.id,
    at: toInstant(row.at),
    code: row.code,
    keyId: row.key_id,
    keyName,
    secretId: row.secret_id,
    apiId: row.api_id,
    organizationId: row.organization_id,
    environment: row.environment,
    method: row.method,
    path: row.path,
    ip: row.ip,
    country: row.country,
    userAgent: row.user_agent,
    origin: row.origin,
    cost: row.cost,
    count: row.count,
    asOf: row.as_of,
    outcome: outcome && { status: outcome.status, durationMs: outcome.duration_ms ?? 0 },
  }
}
