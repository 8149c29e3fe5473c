import { hasCredentialInQuery } from '@keyturn/core'
import { type Refusal, refuse } from '../refusals/refusal.ts'

/** What of a request the credential is read from. `rawHeaders` is node's flat list: name, value, name, value … */
export type CredentialSource = { rawHeaders: readonly string[]; target: string }

export type ReadCredential = { ok: true; key: string } | { ok: false; refusal: Refusal }

/** node silently drops headers beyond its own limit, so a request near it can hide a second credential. */
const headerCountMax = 100
const keyLengthMax = 512
const printableAscii = /^[\x21-\x7e]+$/
const bearer = /^bearer +(\S+) *$/i

/**
 * Takes the one key that a request presents, from `X-API-Key` or `Authorization: Bearer` (RFC 6750, 2.1).
 * Two headers, a repeated header and a key in the URL (RFC 6750, 5.3) are refused with 400: which of two
 * credentials counts must not depend on who reads the request.
 */
export function readCredential(source: CredentialSource): ReadCredential {
  if (source.rawHeaders.length > headerCountMax * 2) return refused('headers_too_large')
  if (hasCredentialInQuery(source.target)) return refused('credential_in_url')
  const apiKeys = headerValues(source.rawHeaders, 'x-api-key')
  const authorizations = headerValues(source.rawHeaders, 'authorization')
  if (apiKeys.length > 1 || authorizations.length > 1) return refused('duplicate_header')
  const [apiKey] = apiKeys
  const [authorization] = authorizations
  if (apiKey !== undefined && authorization !== undefined) return refused('multiple_credentials')
  const key = apiKey ?? authorization?.match(bearer)?.[1]
  if (key === undefined || !printableAscii.test(key)) return refused('missing_credential')
  if (key.length > keyLengthMax) return refused('invalid_api_key')
  return { ok: true, key }
}

/** All values of a header, in order; unlike `request.headers`, which joins or drops repeated ones. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const value = rawHeaders[index + 1]
    if (rawHeaders[index]?.toLowerCase() === name && value !== undefined) values.push(value.trim())
  }
  return values
}

function refused(code: Parameters<typeof refuse>[0]): ReadCredential {
  return { ok: false, refusal: refuse(code) }
}
