import { HttpProblem } from './http-problem.ts'

const presentable = /^[\x21-\x7e]{1,512}$/
/** What all keys consist of: nothing else is to be found in one. */
const plain = /^[0-9A-Za-z_-]{1,512}$/

/**
 * The one credential of a request. It reads the raw headers because the parsed ones keep the first of two values
 * silently, and a proxy in front may have looked at the other.
 * Throws `duplicate_header`, `multiple_credentials`, `missing_credential`, `invalid_api_key`.
 */
export function readCredential(rawHeaders: readonly string[]): string {
  return credentialOf(valuesOf(rawHeaders, 'authorization'), valuesOf(rawHeaders, 'x-api-key'))
}

/** The same of the values of the two headers. */
export function credentialOf(authorization: readonly string[], apiKey: readonly string[]): string {
  refuseRepeated('Authorization', authorization)
  refuseRepeated('X-API-Key', apiKey)
  if (authorization.length > 0 && apiKey.length > 0) {
    throw new HttpProblem(
      'multiple_credentials',
      'Two credentials were sent. Send the key in Authorization or in X-API-Key, not in both.',
    )
  }
  if (authorization[0] !== undefined) return fromAuthorization(authorization[0])
  if (apiKey[0] !== undefined && apiKey[0] !== '') return checked(apiKey[0])
  throw missing('Send a key: "Authorization: Bearer <key>" or "X-API-Key: <key>".')
}

/** Every value of a header, in order; names are compared without case. */
export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '')
  }
  return values
}

function refuseRepeated(name: string, values: readonly string[]): void {
  // A proxy that joins two headers writes ", "; no key holds a space.
  if (values.length <= 1 && !values.some(value => value.includes(', '))) return
  throw new HttpProblem('duplicate_header', `${name} was sent twice. Send it once.`)
}

/** RFC 6750, section 2.1; the scheme is compared without case (RFC 9110, section 11.1). */
function fromAuthorization(value: string): string {
  const [scheme = '', ...rest] = value.split(' ')
  const token = rest.join(' ')
  if (scheme.toLowerCase() !== 'bearer') {
    throw missing('The Authorization header has another scheme. Send "Authorization: Bearer <key>".')
  }
  if (token === '' || /^[ \t]/.test(token)) {
    throw missing(
      'The Authorization header is malformed. Send "Authorization: Bearer <key>", with one space.',
    )
  }
  return checked(token)
}

function checked(token: string): string {
  if (plain.test(token)) return token
  if (/\.{3}$|\u2026|\u2022|\xe2\x80/.test(token)) {
    throw invalid('This is the shortened form of a key. Send the full key that was shown when it was made.')
  }
  if (/^["'`]|["'`]$/.test(token)) throw invalid('The key is in quotation marks. Send it without them.')
  if (!presentable.test(token)) {
    throw invalid('The key holds spaces or characters that no key has. Send it exactly as it was issued.')
  }
  return token
}

function missing(detail: string): HttpProblem {
  return new HttpProblem('missing_credential', detail)
}

function invalid(detail: string): HttpProblem {
  return new HttpProblem('invalid_api_key', detail)
}
