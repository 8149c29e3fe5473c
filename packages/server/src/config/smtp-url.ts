/**
 * Where mail is handed over. Links that open an account travel this way, so an unencrypted connection is made only to
 * this machine, or where the address says so in words and carries no password.
 */
import { isLoopback } from './is-loopback.ts'
import type { Parsed } from './setting.ts'

export type SmtpServer = {
  host: string
  port: number
  /** `tls` from the first byte; `starttls` or nothing; `none` is in clear. Certificates are always verified. */
  security: 'tls' | 'starttls' | 'none'
  credentials: { user: string; password: string } | null
}

const no = (reason: string): { ok: false; reason: string } => ({ ok: false, reason })

/** Reads `smtps://user:password@host:465` and `smtp://user:password@host:587`, and `?tls=none` after the latter. */
export function parseSmtpUrl(text: string): Parsed<SmtpServer> {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '' || !isBare(url)) {
    return no(
      'must be an address such as smtps://user:password@mail.example.com:465, with % encoded characters',
    )
  }
  const credentials = credentialsOf(url)
  if (credentials === 'malformed') return no('must have both a user and a password, % encoded, or neither')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const inClear = url.search === '?tls=none'
  if (inClear && url.protocol === 'smtps:') return no('asks for smtps and tls=none: keep one')
  if (inClear && credentials && !isLoopback(host)) {
    return no('would send its password in clear: leave out tls=none, or the password')
  }
  const port = url.port === '' ? defaultPort(url.protocol) : Number(url.port)
  if (port === 0) return no('must not have port 0')
  const security = securityOf(url.protocol, inClear || isLoopback(host))
  return { ok: true, value: { host, port, security, credentials } }
}

function isBare(url: URL): boolean {
  return /^\/?$/.test(url.pathname) && url.hash === '' && ['', '?tls=none'].includes(url.search)
}

/** The ports of RFC 8314 section 7: submission with TLS from the first byte, and with STARTTLS. */
function defaultPort(protocol: string): number {
  return protocol === 'smtps:' ? 465 : 587
}

function securityOf(protocol: string, inClear: boolean): SmtpServer['security'] {
  if (protocol === 'smtps:') return 'tls'
  return inClear ? 'none' : 'starttls'
}

function credentialsOf(url: URL): SmtpServer['credentials'] | 'malformed' {
  if (url.username === '' && url.password === '') return null
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    return user === '' || password === '' ? 'malformed' : { user, password }
  } catch {
    return 'malformed'
  }
}
