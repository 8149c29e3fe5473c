import type { AuditBody, AuditEventView } from './audit-event.ts'
import type { AuditEventRow } from './audit-queries.ts'

/** An event as it leaves: what was hashed, with its details beside. */
export function toAuditEventView(row: AuditEventRow): AuditEventView {
  const { version, detailsDigest, mark, ...body }: AuditBody = JSON.parse(row.body)
  const details = row.details === null ? null : JSON.parse(row.details)
  return { ...body, details, hash: row.hash.toString('hex') }
}
