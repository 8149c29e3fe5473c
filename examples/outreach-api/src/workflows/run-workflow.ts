import type { Caller } from '../callers/caller.ts'
import { originOf } from '../callers/origin.ts'
import { insertRow } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import type { LeadRow } from '../leads/lead.ts'
import { priceFor, prices } from '../prices/prices.ts'
import { qualifyLead } from '../qualifications/qualify-lead.ts'
import { researchLead } from '../research/research-lead.ts'
import type { RunRow } from './run.ts'
import { type Step, stepsOf, type WorkflowRow } from './workflow.ts'

const actions: Record<Step, typeof researchLead | typeof qualifyLead> = {
  research: researchLead,
  qualification: qualifyLead,
}

/** Does all steps with all leads, or nothing. The run's price covers them. */
export function runWorkflow(
  caller: Caller,
  workflow: WorkflowRow,
  input: { leads: readonly LeadRow[]; purpose: string | null },
): RunRow {
  const { database } = caller
  const at = Date.now()
  const run: RunRow = {
    id: createId('run', at),
    ...originOf(caller, at),
    workflow_id: workflow.id,
    lead_count: input.leads.length,
    purpose: input.purpose,
    credits: priceFor(caller, prices.run),
  }
  database.transaction(() => {
    insertRow(database, 'runs', run)
    for (const step of stepsOf(workflow)) {
      for (const lead of input.leads) actions[step](caller, lead, { runId: run.id, credits: 0 })
    }
  })()
  return run
}
