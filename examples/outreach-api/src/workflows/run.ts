import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { identifier, purpose } from '../problems/fields.ts'

/** A run has one price, whatever it does: so it has a bound. */
export const newRun = z.strictObject({
  leadIds: z
    .array(identifier)
    .min(1)
    .max(20)
    .refine(ids => new Set(ids).size === ids.length, 'must name each lead once'),
  purpose: purpose.optional(),
})

export type RunRow = Origin & {
  id: string
  workflow_id: string
  lead_count: number
  purpose: string | null
  credits: number
}

export type RunView = OriginView & {
  id: string
  workflowId: string
  leadCount: number
  purpose: string | null
  credits: number
}

export function toRunView(row: RunRow): RunView {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    leadCount: row.lead_count,
    purpose: row.purpose,
    credits: row.credits,
    ...toOriginView(row),
  }
}
