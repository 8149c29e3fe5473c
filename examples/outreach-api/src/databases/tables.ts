import type { EmailRow } from '../emails/email.ts'
import type { ExportRow } from '../exports/export.ts'
import type { LeadRow } from '../leads/lead.ts'
import type { ListRow } from '../lists/list.ts'
import type { QualificationRow } from '../qualifications/qualification.ts'
import type { ResearchRow } from '../research/research.ts'
import type { RunRow } from '../workflows/run.ts'
import type { WorkflowRow } from '../workflows/workflow.ts'

/** Tables whose rows have an id that sorts by creation, and an organization. */
export type Tables = {
  emails: EmailRow
  exports: ExportRow
  leads: LeadRow
  lists: ListRow
  qualifications: QualificationRow
  research: ResearchRow
  runs: RunRow
  workflows: WorkflowRow
}
