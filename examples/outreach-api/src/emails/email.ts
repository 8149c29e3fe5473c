import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { identifier, purpose, singleLine } from '../problems/fields.ts'

/** `simulated` is what the sandbox does instead of sending. */
export const emailStatuses = ['queued', 'sending', 'sent', 'failed', 'simulated'] as const
export type EmailStatus = (typeof emailStatuses)[number]

export const newEmail = z.strictObject({
  leadId: identifier,
  subject: singleLine(200),
  text: z.string().min(1).max(20_000),
  purpose: purpose.optional(),
})

export type EmailRow = Origin & {
  id: string
  /** Null when the lead was deleted since. */
  lead_id: string | null
  recipient: string
  subject: string
  body: string
  purpose: string | null
  status: EmailStatus
  attempts: number
  due_at: number
  sent_at: number | null
  failure: string | null
  credits: number
}

export type EmailView = OriginView & {
  id: string
  leadId: string | null
  recipient: string
  subject: string
  purpose: string | null
  status: EmailStatus
  attempts: number
  sentAt: string | null
  failure: string | null
  credits: number
}

export function toEmailView(row: EmailRow): EmailView {
  return {
    id: row.id,
    leadId: row.lead_id,
    recipient: row.recipient,
    subject: row.subject,
    purpose: row.purpose,
    status: row.status,
    attempts: row.attempts,
    sentAt: row.sent_at === null ? null : new Date(row.sent_at).toISOString(),
    failure: row.failure,
    credits: row.credits,
    ...toOriginView(row),
  }
}
