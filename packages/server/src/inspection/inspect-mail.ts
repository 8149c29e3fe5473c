import type { Settings } from '../config/settings.ts'
import { createMailer } from '../mail/mailer.ts'
import { type Finding, ok, serious } from './finding.ts'

const check = 'mail'

/** Whether the mail server answers and lets us in; nothing is sent. */
export async function inspectMail({ smtpServer, mailFrom }: Settings): Promise<Finding> {
  if (!smtpServer || !mailFrom) return ok(check, 'No mail is sent: KEYTURN_SMTP_URL is not set.')
  const mailer = createMailer({ server: smtpServer, from: mailFrom, timeouts })
  try {
    const problem = await mailer.check()
    if (problem === null) return ok(check, `${smtpServer.host} takes mail.`)
    return serious(
      check,
      `${smtpServer.host} does not take mail: ${problem}.`,
      'Compare KEYTURN_SMTP_URL with what the mail server asks for. Until then mail waits.',
    )
  } finally {
    mailer.close()
  }
}

const timeouts = { connectMs: 5_000, replyMs: 10_000, messageMs: 10_000 }
