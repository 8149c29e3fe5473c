import type { FastifyInstance } from 'fastify'
import { type Caller, callerOf } from '../callers/caller.ts'
import { originOf } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { guarded } from '../prices/guarded.ts'
import { parseBody } from '../problems/parse-input.ts'
import { notFound, ProblemError } from '../problems/problem.ts'
import { sealText } from './sealed-text.ts'
import { type MailOptions, sendMessage } from './send-message.ts'
import { deleteSmtpSettingsWithin, findSmtpSettingsWithin, replaceSmtpSettings } from './smtp-queries.ts'
import { newSmtpSettings, type SmtpSettingsRow, testMessage, toSmtpSettingsView } from './smtp-settings.ts'

const manage = guarded(['smtp:manage'])

/** `/v1/smtp`: the server that an organization's e-mails are sent through. */
export function registerSmtpRoutes(server: FastifyInstance, dataSets: DataSets, mail: MailOptions): void {
  server.get('/v1/smtp', manage, request => toSmtpSettingsView(settingsOf(callerOf(request, dataSets))))

  server.put('/v1/smtp', manage, request => {
    const caller = callerOf(request, dataSets)
    const { password, ...settings } = parseBody(newSmtpSettings, request.body)
    if (settings.security === 'none' && !mail.allowedHosts.includes(settings.host.toLowerCase())) {
      throw insecure()
    }
    const row: SmtpSettingsRow = {
      ...originOf(caller, Date.now()),
      ...settings,
      sealed_password: password === null ? null : sealText(mail.sealingKey, caller.organizationId, password),
    }
    replaceSmtpSettings(caller.database, row)
    return toSmtpSettingsView(row)
  })

  server.delete('/v1/smtp', manage, (request, reply) => {
    const { database, organizationId } = callerOf(request, dataSets)
    if (!deleteSmtpSettingsWithin(database, organizationId)) throw noSettings()
    return reply.code(204).send()
  })

  server.post('/v1/smtp/test', manage, async request => {
    const caller = callerOf(request, dataSets)
    const { to } = parseBody(testMessage, request.body)
    const settings = settingsOf(caller)
    if (caller.isSandbox) return { status: 'simulated', to }
    const text = 'This message shows that e-mails can be sent through this server.'
    const messageId = `<${crypto.randomUUID()}@outreach.invalid>`
    const sending = await sendMessage(settings, { to, subject: 'Test message', text, messageId }, mail)
    if (!sending.ok) throw notSent(sending.reason)
    return { status: 'sent', to }
  })
}

function settingsOf({ database, organizationId }: Caller): SmtpSettingsRow {
  const row = findSmtpSettingsWithin(database, organizationId)
  if (row === undefined) throw noSettings()
  return row
}

function noSettings(): ProblemError {
  return notFound('No SMTP server is configured. Send its settings with PUT /v1/smtp.')
}

function insecure(): ProblemError {
  return new ProblemError({
    status: 422,
    code: 'invalid_input',
    title: 'Invalid input',
    detail: 'Correct what `errors` names.',
    errors: [{ pointer: '/security', message: 'must be tls or starttls for this host' }],
  })
}

function notSent(detail: string): ProblemError {
  return new ProblemError({ status: 502, code: 'smtp_failed', title: 'Test message not sent', detail })
}
