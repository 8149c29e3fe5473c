import { createTransport } from 'nodemailer'
import { resolveHost } from './public-address.ts'
import { openText } from './sealed-text.ts'
import type { SmtpSettingsRow } from './smtp-settings.ts'

export type MailOptions = {
  sealingKey: Buffer
  /** Hosts that may have private addresses, and that are spoken to without TLS where the settings say so. */
  allowedHosts: readonly string[]
}

export type Message = { to: string; subject: string; text: string; messageId: string }

/** `isFinal` when sending again cannot help. The reason never repeats what the server said: it may be anything. */
export type Sending = { ok: true } | { ok: false; reason: string; isFinal: boolean }

const connectMsMax = 10_000
const reasons = new Map([
  ['EAUTH', 'The server refused the user name or the password.'],
  ['EENVELOPE', 'The server refused the sender or the recipient.'],
  ['EMESSAGE', 'The server refused the message.'],
  ['ETLS', 'The server offers no TLS that can be trusted.'],
  ['ESOCKET', 'The server cannot be reached, or its certificate is not trusted.'],
])

/** Sends one message through an organization's own server. Never rejects. */
export async function sendMessage(
  settings: SmtpSettingsRow,
  message: Message,
  options: MailOptions,
): Promise<Sending> {
  const address = await resolveHost(settings.host, options.allowedHosts)
  if (address === null) return { ok: false, reason: 'The host has no public address.', isFinal: false }
  const auth = openCredentials(settings, options.sealingKey)
  if (auth === null)
    return { ok: false, reason: 'The password cannot be read. Send the settings again.', isFinal: true }
  const transport = openTransport(settings, { address, auth })
  try {
    const { to, subject, text, messageId } = message
    await transport.sendMail({
      from: settings.sender,
      to: { name: '', address: to },
      subject,
      text,
      messageId,
    })
    return { ok: true }
  } catch (error) {
    return describeFailure(error)
  } finally {
    transport.close()
  }
}

type Credentials = { auth?: { user: string; pass: string } }

/** Null when the sealing key is another one than at the time, as after a restore without it. */
function openCredentials(settings: SmtpSettingsRow, sealingKey: Buffer): Credentials | null {
  const { username, sealed_password: sealed, organization_id: owner } = settings
  if (username === null || sealed === null) return {}
  try {
    return { auth: { user: username, pass: openText(sealingKey, owner, sealed) } }
  } catch {
    return null
  }
}

function openTransport(
  { host, port, security }: SmtpSettingsRow,
  { address, auth }: { address: string; auth: Credentials },
): ReturnType<typeof createTransport> {
  return createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    connectionTimeout: connectMsMax,
    greetingTimeout: connectMsMax,
    socketTimeout: 3 * connectMsMax,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  })
}

function describeFailure(error: unknown): Sending {
  const { code = '', responseCode = 0 } = error instanceof Error ? (error as SmtpError) : {}
  const reason = reasons.get(code) ?? 'The server did not take the message.'
  return { ok: false, reason, isFinal: responseCode >= 500 }
}

type SmtpError = Error & { code?: string; responseCode?: number }
