/**
 * What a gateway asks. Whoever may speak here decides which request a key is judged for, so nobody may but the peers
 * that the operator has named; and what could be read in two ways (a header twice, two headers for one thing, another
 * spelling of a name) is refused rather than chosen from: a caller may have written one of the two.
 */
import { hasCredentialInQuery } from '@keyturn/contract'
import { type ClientAddress, isTrustedPeerFrom } from '../http/client-address.ts'
import { HttpProblem } from '../http/http-problem.ts'
import { readCredential, valuesOf } from '../http/read-credential.ts'
import { readDemand } from './demand.ts'
import type { ReadQuestion } from './gateway-request.ts'

const methodPattern = /^[A-Za-z-]{1,32}$/
const read = new Set([
  'authorization',
  'origin',
  'user-agent',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-method',
  'x-forwarded-uri',
  'x-original-method',
  'x-original-uri',
])

type Original = { method: string | undefined; path: string | undefined }

/** Reads questions of the peers that are trusted. */
export function questionReader(trusted: readonly string[], clientAddress: ClientAddress): ReadQuestion {
  const isTrusted = isTrustedPeerFrom(trusted)
  return ({ target, rawHeaders, peer }) => {
    const headers = relevantHeaders(rawHeaders)
    const key = readCredential(headers)
    if (!isTrusted(peer)) throw notForYou()
    const demand = readDemand(target)
    const { method, path } = originalOf(headers)
    if (path !== undefined && hasCredentialInQuery(path)) throw keyInUrl()
    const forwardedFor = valuesOf(headers, 'x-forwarded-for')
    // A gateway that names no caller is not the caller itself: the address is then unknown, and nobody's.
    const ip = forwardedFor.length === 0 ? null : clientAddress(peer, forwardedFor.join(','))
    return {
      key,
      ...demand,
      request: {
        method,
        path,
        ip: ip ?? undefined,
        userAgent: valuesOf(headers, 'user-agent')[0],
        origin: valuesOf(headers, 'origin')[0],
      },
    }
  }
}

/**
 * Those that are read here, in the same form. Refuses other spellings of their names: upstreams behind CGI-like interfaces
 * take `X_Forwarded_Uri` for `X-Forwarded-Uri`, and so might a gateway.
 */
function relevantHeaders(rawHeaders: readonly string[]): string[] {
  const relevant: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (read.has(name)) relevant.push(name, rawHeaders[index + 1] ?? '')
    else if (name.includes('_')) refuseAlias(name.replaceAll('_', '-'))
  }
  return relevant
}

function refuseAlias(meant: string): void {
  if (!read.has(meant) && !meant.startsWith('x-keyturn-')) return
  throw malformed(`A header is spelled with underscores. It is called ${meant}.`)
}

/** Of the two families of names that gateways use, the one that is there; both only where they agree. */
function originalOf(rawHeaders: readonly string[]): Original {
  const forwarded = familyOf(rawHeaders, 'x-forwarded')
  const original = familyOf(rawHeaders, 'x-original')
  if (isEmpty(original)) return forwarded
  if (isEmpty(forwarded)) return original
  if (forwarded.method === original.method && forwarded.path === original.path) return forwarded
  throw malformed(
    'X-Forwarded-Method and -Uri say something else than X-Original-Method and -URI. Have the gateway set one pair and remove the other.',
  )
}

function familyOf(rawHeaders: readonly string[], family: 'x-forwarded' | 'x-original'): Original {
  const method = single(rawHeaders, `${family}-method`)
  if (method !== undefined && !methodPattern.test(method))
    throw malformed(`The header ${family}-method is not a method.`)
  return { method, path: single(rawHeaders, `${family}-uri`) }
}

function isEmpty({ method, path }: Original): boolean {
  return method === undefined && path === undefined
}

function single(rawHeaders: readonly string[], name: string): string | undefined {
  const [value, another] = valuesOf(rawHeaders, name)
  if (another === undefined) return value
  throw new HttpProblem(
    'duplicate_header',
    `The header ${name} came twice. Have the gateway replace the caller's.`,
  )
}

function notForYou(): HttpProblem {
  return new HttpProblem(
    'ip_not_allowed',
    'Only gateways may ask here. Add the address of this one to KEYTURN_TRUSTED_PROXIES.',
  )
}

function keyInUrl(): HttpProblem {
  return new HttpProblem(
    'credential_in_url',
    'A key must not be in the address, where logs keep it. Send it in a header, and rotate it if it was real.',
  )
}

function malformed(detail: string): HttpProblem {
  return new HttpProblem('malformed_request', detail)
}
