import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'

const shortText = z.string().trim().min(1).max(200)
const fields = {
  firstName: shortText,
  lastName: shortText,
  email: z.email().max(254),
  company: shortText,
}

export const newLead = z.strictObject(fields)
export const leadChange = z.strictObject(fields).partial()

export type LeadRow = Origin & {
  id: string
  first_name: string
  last_name: string
  email: string
  company: string
  updated_at: number
}

export type LeadView = OriginView & {
  id: string
  firstName: string
  lastName: string
  email: string
  company: string
  updatedAt: string
}

export function toLeadView(row: LeadRow): LeadView {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    company: row.company,
    ...toOriginView(row),
    updatedAt: new Date(row.updated_at).toISOString(),
  }
}
