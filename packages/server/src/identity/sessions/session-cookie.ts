/**
 * The cookie that a browser is signed in with. Its name makes browsers hold to the rest: `__Host-` is set and sent
 * over https only (or on localhost), for this host and no other, and no sibling can put its own in its place (RFC
 * 6265bis, section 4.1.3.2). Its value is random and looked up by its digest: it says nothing, and the database does
 * not hold it.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HttpProblem } from '../../http/http-problem.ts'
import { valuesOf } from '../../http/read-credential.ts'

const name = '__Host-keyturn'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'
/** As long as a session can last, in seconds. */
const maxAgeSeconds = 30 * 86_400
/** 256 bits in base64url. */
const shape = /^[A-Za-z0-9_-]{43}$/

export type NewSessionValue = { digest: Buffer; cookie: Record<string, string> }

/** A new value: its digest for the database, and the header that gives it to the browser. */
export function newSessionValue(): NewSessionValue {
  const value = randomBytes(32).toString('base64url')
  const cookie = { 'set-cookie': `${name}=${value}; ${attributes}; Max-Age=${maxAgeSeconds}` }
  return { digest: digestOf(value), cookie }
}

/** The header that takes it away from the browser. */
export const noSessionCookie = { 'set-cookie': `${name}=; ${attributes}; Max-Age=0` }

/** The digest of the value that a request brings; null where it brings none that could be one. */
export function presentedSession({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): Buffer | null {
  const value = cookieValue(rawHeaders, name)
  return value !== null && shape.test(value) ? digestOf(value) : null
}

/** The value of a cookie by its name; null without one. Throws `duplicate_header`. */
export function cookieValue(rawHeaders: readonly string[], cookie: string): string | null {
  const [value, another] = valuesOf(rawHeaders, 'cookie')
    .flatMap(header => header.split(';'))
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${cookie}=`))
    .map(pair => pair.slice(cookie.length + 1))
  if (another !== undefined) {
    throw new HttpProblem('duplicate_header', `The cookie ${cookie} was sent twice. Send it once.`)
  }
  return value ?? null
}

function digestOf(value: string): Buffer {
  return createHash('sha256').update(value, 'ascii').digest()
}
