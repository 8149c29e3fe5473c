import { operatorName } from '../access/principal.ts'
import type { Reach } from '../access/reach.ts'
import type { AuditBody, AuditEventView, AuditPerson } from './audit-event.ts'
import type { AuditEventRow } from './audit-queries.ts'

type StoredDetails = Record<string, unknown> & { actor?: AuditPerson }

/**
 * An event as it leaves: what was hashed, with its details beside. Whom of the vendor's staff it was is for the vendor, and
 * not for whoever reaches one organization.
 */
export function toAuditEventView(row: AuditEventRow, reach: Reach): AuditEventView {
  const { version, detailsDigest, mark, actor, ...body }: AuditBody = JSON.parse(row.body)
  const stored: StoredDetails | null = row.details === null ? null : JSON.parse(row.details)
  const { actor: person, ...details } = stored ?? {}
  const isHidden = actor.name === operatorName && reach.organizationId !== null
  const who = isHidden ? undefined : person
  return {
    ...body,
    actor: { ...actor, name: who?.name ?? who?.email ?? actor.name, email: who?.email ?? null },
    details: stored && details,
    hash: row.hash.toString('hex'),
  }
}
