import type { Caller } from '../callers/caller.ts'
import { originOf } from '../callers/origin.ts'
import { insertRow, listRowsWithin } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import type { LeadRow } from '../leads/lead.ts'
import { findingsOf } from '../research/research.ts'
import { type QualificationRow, scoreLead } from './qualification.ts'

/** Judges a lead by its newest research and keeps the judgement; `credits` is what that has cost. */
export function qualifyLead(
  caller: Caller,
  lead: LeadRow,
  { runId, credits }: { runId: string | null; credits: number },
): QualificationRow {
  const { database, organizationId } = caller
  const newest = { organizationId, where: { lead_id: lead.id }, below: null, limit: 1 }
  const [research] = listRowsWithin(database, 'research', newest)
  const { score, reasons } = scoreLead(lead.email, research === undefined ? null : findingsOf(research))
  const at = Date.now()
  const row: QualificationRow = {
    id: createId('qualification', at),
    ...originOf(caller, at),
    lead_id: lead.id,
    run_id: runId,
    score,
    reasons: JSON.stringify(reasons),
    credits,
  }
  insertRow(database, 'qualifications', row)
  return row
}
