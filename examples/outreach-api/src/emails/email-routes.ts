import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Caller, callerOf, ownedBy } from '../callers/caller.ts'
import { originOf, originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { findRow, insertRow, listRowsWithin } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import type { LeadRow } from '../leads/lead.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { priceFor, prices } from '../prices/prices.ts'
import { identifier } from '../problems/fields.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { ProblemError } from '../problems/problem.ts'
import { findSmtpSettingsWithin } from '../smtp/smtp-queries.ts'
import { type EmailRow, emailStatuses, newEmail, toEmailView } from './email.ts'
import type { EmailQueue } from './email-queue.ts'

const emailQuery = z.strictObject({
  ...pageParameters,
  ...originParameters,
  leadId: identifier.optional(),
  status: z.enum(emailStatuses).optional(),
})
const read = guarded('emails:send or analytics:read')

/** `/v1/emails`: outreach. Live e-mails are queued and sent; in the sandbox none ever leaves. */
export function registerEmailRoutes(server: FastifyInstance, dataSets: DataSets, queue: EmailQueue): void {
  server.post('/v1/emails', guarded(['emails:send'], prices.email), (request, reply) => {
    const caller = callerOf(request, dataSets)
    const input = parseBody(newEmail, request.body)
    const lead = ownedBy(request, findRow(caller.database, 'leads', input.leadId))
    if (!caller.isSandbox) assertSmtp(caller)
    const row = planEmail(caller, lead, input)
    insertRow(caller.database, 'emails', row)
    if (row.status === 'queued') queue.wake()
    return reply.code(202).header('location', `/v1/emails/${row.id}`).send(toEmailView(row))
  })

  server.get('/v1/emails', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId, leadId, status } = parseQuery(emailQuery, request.query)
    const where = { created_by_key_id: createdByKeyId, lead_id: leadId, status }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'emails', filter).map(toEmailView), limit)
  })

  server.get<{ Params: { id: string } }>('/v1/emails/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toEmailView(ownedBy(request, findRow(database, 'emails', request.params.id)))
  })
}

function planEmail(caller: Caller, lead: LeadRow, input: z.output<typeof newEmail>): EmailRow {
  const at = Date.now()
  return {
    id: createId('email', at),
    ...originOf(caller, at),
    lead_id: lead.id,
    recipient: lead.email,
    subject: input.subject,
    body: input.text,
    purpose: input.purpose ?? null,
    status: caller.isSandbox ? 'simulated' : 'queued',
    attempts: 0,
    due_at: at,
    sent_at: null,
    failure: null,
    credits: priceFor(caller, prices.email),
  }
}

function assertSmtp({ database, organizationId }: Caller): void {
  if (findSmtpSettingsWithin(database, organizationId) !== undefined) return
  const detail = 'Send the settings of your SMTP server with PUT /v1/smtp first.'
  throw new ProblemError({ status: 409, code: 'smtp_not_configured', title: 'No SMTP server', detail })
}
