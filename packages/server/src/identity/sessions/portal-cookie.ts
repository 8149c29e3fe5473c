/**
 * The cookie of a portal. In a frame of the vendor's page it is a third party's, so it is `SameSite=None` and partitioned:
 * browsers keep it for frames of that one site and send it nowhere else. What other sites could do with that is refused
 * by where a request comes from (own-pages.ts). Each portal has a cookie of its own name, and counts only where the page
 * names it in a header: it never takes the place of the cookie of somebody who is signed in, nor of another portal.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HttpProblem } from '../../http/http-problem.ts'
import { valuesOf } from '../../http/read-credential.ts'
import { cookieValue } from './session-cookie.ts'

const namePrefix = '__Host-keyturn-'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=None; Partitioned'
const idShape = /^pts_[0-9a-z]{26}$/
/** 256 bits in base64url. */
const shape = /^[A-Za-z0-9_-]{43}$/
/** Headers have an end: of so many portals in one browser the oldest are closed there. */
const keptMost = 10

/** A new value and its digest for the database. */
export function newPortalValue(): { value: string; digest: Buffer } {
  const value = randomBytes(32).toString('base64url')
  return { value, digest: digestOf(value) }
}

/** The headers that give it to the browser, and take the oldest of too many others away. */
export function portalCookies(
  { id, value, maxAgeSeconds }: { id: string; value: string; maxAgeSeconds: number },
  { rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>,
): { 'set-cookie': string[] } {
  const sent = valuesOf(rawHeaders, 'cookie')
    .flatMap(header => header.split(';'))
    .map(pair => pair.trim().split('=', 1)[0] ?? '')
    .filter(name => name.startsWith(namePrefix) && idShape.test(name.slice(namePrefix.length)))
  // Ids sort by the time at which they were made.
  const names = [...new Set(sent)].sort()
  const tooMany = names.slice(0, Math.max(0, names.length - keptMost + 1))
  return {
    'set-cookie': [
      `${namePrefix}${id}=${value}; ${attributes}; Max-Age=${maxAgeSeconds}`,
      ...tooMany.map(name => `${name}=; ${attributes}; Max-Age=0`),
    ],
  }
}

/** The header that takes it away from the browser. */
export function noPortalCookie(id: string): { 'set-cookie': string } {
  return { 'set-cookie': `${namePrefix}${id}=; ${attributes}; Max-Age=0` }
}

/**
 * The portal that a request says it is made in, with the digest of its cookie's value, null where that did not come
 * along; null for a request that names none.
 */
export function presentedPortal({
  rawHeaders,
}: Pick<IncomingMessage, 'rawHeaders'>): { id: string; digest: Buffer | null } | null {
  const [id, another] = valuesOf(rawHeaders, 'keyturn-portal-session')
  if (another !== undefined) {
    throw new HttpProblem('duplicate_header', 'Keyturn-Portal-Session was sent twice. Send it once.')
  }
  if (id === undefined) return null
  if (!idShape.test(id)) return { id, digest: null }
  const value = cookieValue(rawHeaders, `${namePrefix}${id}`)
  return { id, digest: value !== null && shape.test(value) ? digestOf(value) : null }
}

function digestOf(value: string): Buffer {
  return createHash('sha256').update(value, 'ascii').digest()
}
