import type { Caller } from '../callers/caller.ts'
import { originOf } from '../callers/origin.ts'
import { insertRow } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import type { LeadRow } from '../leads/lead.ts'
import { findOut, type ResearchRow } from './research.ts'

/** Finds out about a lead's company and keeps it; `credits` is what that has cost. */
export function researchLead(
  caller: Caller,
  lead: LeadRow,
  { runId, credits }: { runId: string | null; credits: number },
): ResearchRow {
  const at = Date.now()
  const row: ResearchRow = {
    id: createId('research', at),
    ...originOf(caller, at),
    lead_id: lead.id,
    run_id: runId,
    findings: JSON.stringify(findOut(lead)),
    credits,
  }
  insertRow(caller.database, 'research', row)
  return row
}
