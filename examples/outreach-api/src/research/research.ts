import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import type { LeadRow } from '../leads/lead.ts'
import { identifier } from '../problems/fields.ts'

export const newResearch = z.strictObject({ leadId: identifier })

const findings = z.object({
  domain: z.string(),
  industry: z.string(),
  employees: z.int(),
  signals: z.array(z.string()),
})

export type Findings = z.output<typeof findings>

export type ResearchRow = Origin & {
  id: string
  lead_id: string
  run_id: string | null
  /** JSON. */
  findings: string
  credits: number
}

export type ResearchView = OriginView & {
  id: string
  leadId: string
  runId: string | null
  findings: Findings
  credits: number
}

const industries = [
  'Logistics',
  'Machinery',
  'Retail',
  'Software',
  'Chemicals',
  'Media',
  'Energy',
  'Insurance',
]
const signals = [
  'Hires in sales',
  'Opened a new site',
  'Changed its CRM',
  'Raised money',
  'Entered a new market',
]

/** Invented, and always the same for the same company: a real product would look them up. */
export function findOut(lead: Pick<LeadRow, 'company' | 'email'>): Findings {
  const digest = createHash('sha256').update(lead.company.toLowerCase()).digest()
  return {
    domain: lead.email.slice(lead.email.lastIndexOf('@') + 1).toLowerCase(),
    industry: industries[digest.readUInt8(0) % industries.length] ?? '',
    employees: 10 + (digest.readUInt16BE(1) % 5_000),
    signals: signals.filter((_, index) => digest.readUInt8(3 + index) % 3 === 0),
  }
}

export function findingsOf(row: Pick<ResearchRow, 'findings'>): Findings {
  return findings.parse(JSON.parse(row.findings))
}

export function toResearchView(row: ResearchRow): ResearchView {
  return {
    id: row.id,
    leadId: row.lead_id,
    runId: row.run_id,
    findings: findingsOf(row),
    credits: row.credits,
    ...toOriginView(row),
  }
}
