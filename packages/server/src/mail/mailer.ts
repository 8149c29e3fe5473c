import type { Handover } from '@keyturn/engine'
import { createTransport } from 'nodemailer'
import type { Sender } from '../config/mail-from.ts'
import type { SmtpServer } from '../config/smtp-url.ts'
import { describeFailure } from './handover.ts'
import { oneLine } from './inert-text.ts'

/** One message to one person. */
export type Message = {
  /** Names the message for good: it is the same when it is sent again. Letters, digits, `_` and `-`. */
  id: string
  to: string
  subject: string
  text: string
  html: string
}

/** The way to the mail server. */
export type Mailer = {
  /** Who messages come from, as people read it. */
  readonly brand: string
  /** Never rejects. Accepted means that the server has taken it over: it may be taken over twice. */
  send(message: Message): Promise<Handover>
  /** Connects and signs in, and sends nothing. Null where that goes well, else what went wrong, in codes. */
  check(): Promise<string | null>
  /** Ends connections once what is being sent has been. */
  close(): void
}

export type MailerOptions = {
  server: SmtpServer
  from: Sender
  /** What certificates are compared with; default: those that Node trusts. */
  ca?: string
  /** In milliseconds: until a connection stands, until a reply comes, and for a message in all. */
  timeouts?: { connectMs: number; replyMs: number; messageMs: number }
}

const defaultTimeouts = { connectMs: 10_000, replyMs: 30_000, messageMs: 60_000 }
const subjectMax = 140
/** What a message may be addressed to: nothing in it ends a line or an address. */
const addressForm = /^[\x21-\x3b\x3d\x3f-\x7e]+@[A-Za-z0-9.-]+$/

/** Opens no connection yet; connections are kept and shared by messages. */
export function createMailer({ server, from, ca, timeouts = defaultTimeouts }: MailerOptions): Mailer {
  const transport = createTransport({
    pool: true,
    maxConnections: 2,
    // Whether a message went out before a connection broke is not known here: who keeps it sends it again.
    maxRequeues: 0,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca ? { ca } : {}) },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.replyMs,
    socketTimeout: timeouts.replyMs,
    dnsTimeout: timeouts.connectMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(server.credentials && { auth: { user: server.credentials.user, pass: server.credentials.password } }),
  })
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    brand: from.name ?? 'Keyturn',
    send: async ({ id, to, subject, text, html }) => {
      if (!addressForm.test(to)) return { outcome: 'refused', reason: 'not an address' }
      try {
        await transport.sendMail({
          envelope: { from: from.address, to: [to] },
          from: { name: from.name ?? '', address: from.address },
          to: { name: '', address: to },
          messageId: `<${id}@${domain}>`,
          subject: oneLine(subject, subjectMax),
          text,
          html,
          // RFC 3834: nobody's holiday reply comes back.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.timeout(timeouts.messageMs),
        })
        return { outcome: 'accepted' }
      } catch (error) {
        return describeFailure(error)
      }
    },
    check: async () => {
      try {
        await transport.verify()
        return null
      } catch (error) {
        const failure = describeFailure(error)
        return failure.outcome === 'accepted' ? null : failure.reason
      }
    },
    close: () => transport.close(),
  }
}
