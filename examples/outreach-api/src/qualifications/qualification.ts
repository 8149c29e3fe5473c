import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { identifier } from '../problems/fields.ts'
import type { Findings } from '../research/research.ts'

export const newQualification = z.strictObject({ leadId: identifier })

export type QualificationRow = Origin & {
  id: string
  lead_id: string
  run_id: string | null
  score: number
  /** JSON. */
  reasons: string
  credits: number
}

export type QualificationView = OriginView & {
  id: string
  leadId: string
  runId: string | null
  /** 0 to 100; from 60 the lead is worth an e-mail. */
  score: number
  isQualified: boolean
  reasons: string[]
  credits: number
}

const qualifiedFrom = 60
const reasonList = z.array(z.string())

/** What a lead is worth; without research only the address speaks for it. */
export function scoreLead(email: string, findings: Findings | null): { score: number; reasons: string[] } {
  const judged = [
    {
      holds: !/@(?:gmail|outlook|yahoo)\./i.test(email),
      points: 30,
      reason: 'Writes from a company address',
    },
    {
      holds: findings !== null && findings.employees >= 200,
      points: 40,
      reason: 'Has 200 employees or more',
    },
    { holds: findings !== null && findings.signals.length > 0, points: 30, reason: 'Shows a buying signal' },
  ].filter(({ holds }) => holds)
  return {
    score: judged.reduce((sum, { points }) => sum + points, 0),
    reasons: judged.map(({ reason }) => reason),
  }
}

export function toQualificationView(row: QualificationRow): QualificationView {
  return {
    id: row.id,
    leadId: row.lead_id,
    runId: row.run_id,
    score: row.score,
    isQualified: row.score >= qualifiedFrom,
    reasons: reasonList.parse(JSON.parse(row.reasons)),
    credits: row.credits,
    ...toOriginView(row),
  }
}
