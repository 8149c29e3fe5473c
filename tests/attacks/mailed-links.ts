import { credentials, type StartedSmtpServer } from '@keyturn/example-outreach-api/testing'

/** Where the pages are that mail leads to. */
export const publicUrl = 'http://localhost:8787'

/** Mail goes to this server, and each request may say where it comes from. */
export function mailSettings(port: number): Record<string, string> {
  return {
    KEYTURN_SMTP_URL: `smtp://${credentials.username}:${credentials.password}@127.0.0.1:${port}`,
    KEYTURN_MAIL_FROM: 'Example Keys <keys@example.com>',
    KEYTURN_PUBLIC_URL: publicUrl,
    KEYTURN_TRUSTED_PROXIES: '127.0.0.1',
  }
}

/** What links in letters lead to. */
export type LinkPage = 'accept-invitation' | 'reset-password'

/** The token of the link in the letter to somebody, once it is there. */
export async function linkIn(
  mail: StartedSmtpServer,
  { email, page }: { email: string; page: LinkPage },
): Promise<string> {
  const link = new RegExp(`/${page}#([\\w-]{43})`)
  for (let count = 1; ; count++) {
    await mail.received(count)
    const letter = mail.messages[count - 1]
    const token = letter?.recipients.includes(email) && link.exec(letterText(letter.text))?.[1]
    if (token) return token
  }
}

/** A letter without the line breaks and escapes of quoted-printable (RFC 2045, section 6.7). */
export function letterText(letter: string): string {
  return letter.replaceAll('=\r\n', '').replaceAll('=3D', '=')
}
