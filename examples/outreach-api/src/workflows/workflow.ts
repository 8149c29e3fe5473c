import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { singleLine } from '../problems/fields.ts'

/** What a workflow can do with a lead, and the scope that a key needs for it besides `workflows:trigger`. */
export const stepScopes = { research: 'research:trigger', qualification: 'qualification:trigger' } as const

const stepNames = ['research', 'qualification'] as const
const steps = z
  .array(z.enum(stepNames))
  .min(1)
  .max(stepNames.length)
  .refine(given => new Set(given).size === given.length, 'must name each step once')

export const newWorkflow = z.strictObject({ name: singleLine(200), steps })
export const workflowChange = newWorkflow.partial()

export type Step = (typeof stepNames)[number]

export type WorkflowRow = Origin & {
  id: string
  name: string
  /** JSON. */
  steps: string
  updated_at: number
}

export type WorkflowView = OriginView & { id: string; name: string; steps: Step[]; updatedAt: string }

export function stepsOf(row: Pick<WorkflowRow, 'steps'>): Step[] {
  return steps.parse(JSON.parse(row.steps))
}

export function toWorkflowView(row: WorkflowRow): WorkflowView {
  return {
    id: row.id,
    name: row.name,
    steps: stepsOf(row),
    ...toOriginView(row),
    updatedAt: new Date(row.updated_at).toISOString(),
  }
}
