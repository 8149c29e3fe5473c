/**
 * The one form of a request that the hot lane reads. Whoever writes this list decides what can be read in two ways:
 * a header that changes what a request means is not on it, and whatever is not on it goes to node's own parser.
 */
export type CanonicalHead = {
  /** Request line and headers, with the empty line after them. */
  text: string
  path: '/v1/keys/verify' | '/v1/keys/verify-batch'
  contentLength: number
  /** The management key that the request presents. */
  credential: string
  /** What X-Forwarded-For says, believed or not. */
  forwardedFor: string | undefined
}

/** The list below bounds the number of lines, since none may repeat. */
const headLengthMax = 4_096

const requestLine = /^POST (\/v1\/keys\/verify(?:-batch)?) HTTP\/1\.1\r\n/
const headerLine = /([A-Za-z-]+): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)\r\n/y

/** A host, perhaps with a port; addresses in brackets are for the ordinary lane. */
export const host =
  /^[A-Za-z0-9.-]{1,253}(?::(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5]))?$/
const anything = /^/
const noCache = /^no-cache$/i

/** What each header may say; a header that is not here is not canonical. */
const permitted = new Map<string, RegExp>([
  ['host', host],
  ['content-type', /^application\/json(?:; ?charset=utf-8)?$/i],
  ['content-length', /^[1-9]\d{0,6}$/],
  ['authorization', /^Bearer [0-9A-Za-z_-]{16,512}$/i],
  ['x-api-key', /^[0-9A-Za-z_-]{16,512}$/],
  ['connection', /^keep-alive$/i],
  ['cache-control', noCache],
  ['pragma', noCache],
  ['user-agent', anything],
  ['accept', anything],
  ['accept-encoding', anything],
  ['accept-language', anything],
  ['sec-fetch-dest', anything],
  ['sec-fetch-mode', anything],
  ['sec-fetch-site', anything],
  ['sec-fetch-user', anything],
  ['traceparent', anything],
  ['tracestate', anything],
  // Proxies add these; of all of them the ordinary lane reads X-Forwarded-For only.
  ['x-forwarded-for', anything],
  ['x-forwarded-host', anything],
  ['x-forwarded-port', anything],
  ['x-forwarded-proto', anything],
  ['x-real-ip', anything],
  ['x-request-id', anything],
  ['forwarded', anything],
  ['via', anything],
])

/** Where the body of the request at `offset` starts; -1 when its head is not whole, or too long to be canonical. */
export function endOfHead(text: string, offset: number): number {
  const end = text.indexOf('\r\n\r\n', offset)
  return end === -1 || end + 4 - offset > headLengthMax ? -1 : end + 4
}

/** Whether it is worth while to read the head at `offset`. */
export function mayBeVerification(text: string, offset: number): boolean {
  return text.startsWith('POST /v1/keys/', offset)
}

/** Reads a head; null when it is not canonical. */
export function readHead(text: string): CanonicalHead | null {
  const line = requestLine.exec(text)
  if (line === null) return null
  const headers = readHeaders(text, line[0].length)
  if (headers === null || !headers.has('host') || !headers.has('content-type')) return null
  const contentLength = headers.get('content-length')
  const credential = credentialOf(headers)
  if (contentLength === undefined || credential === null) return null
  const path = line[1] === '/v1/keys/verify' ? '/v1/keys/verify' : '/v1/keys/verify-batch'
  const forwardedFor = headers.get('x-forwarded-for')
  return { text, path, contentLength: Number(contentLength), credential, forwardedFor }
}

function readHeaders(text: string, from: number): Map<string, string> | null {
  const headers = new Map<string, string>()
  const end = text.length - 2
  for (let at = from; at < end; at = headerLine.lastIndex) {
    headerLine.lastIndex = at
    const [, name, value] = headerLine.exec(text) ?? []
    if (name === undefined || value === undefined) return null
    const known = name.toLowerCase()
    if (headers.has(known) || permitted.get(known)?.test(value) !== true) return null
    headers.set(known, value)
  }
  return headers
}

function credentialOf(headers: Map<string, string>): string | null {
  const authorization = headers.get('authorization')
  const apiKey = headers.get('x-api-key')
  if (authorization === undefined) return apiKey ?? null
  return apiKey === undefined ? authorization.slice('Bearer '.length) : null
}
