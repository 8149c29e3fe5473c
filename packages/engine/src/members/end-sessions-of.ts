import type { AuditDraft } from '../audit/audit-event.ts'
import { ended } from '../sessions/session.ts'
import { removeSessions } from '../sessions/session-queries.ts'
import type { Tx } from '../storage/storage.ts'
import type { MemberRow } from './member.ts'

/** Ends the sessions in which a person acts for an organization; what they do in others goes on. */
export async function endSessionsOf(
  tx: Tx,
  { user_id: userId, organization_id: organizationId }: MemberRow,
  { reason, exceptId = null }: { reason: string; exceptId?: string | null },
): Promise<AuditDraft[]> {
  if (userId === null) return []
  const rows = await removeSessions(tx, { userId, organizationId, exceptId })
  return rows.map(row => ended(row, reason))
}
