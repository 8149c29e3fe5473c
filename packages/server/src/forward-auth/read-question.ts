/**
 * What a gateway asks. Whoever may speak here decides which request a key is judged for, so nobody may but the peers
 * that the operator has named; and what could be read in two ways (a header twice, two headers for one thing, another
 * spelling of a name) is refused rather than chosen from: a caller may have written one of the two.
 */
import { hasCredentialInQuery } from '@keyturn/contract'
import { type ClientAddress, isTrustedPeerFrom } from '../http/client-address.ts'
import { HttpProblem } from '../http/http-problem.ts'
import { credentialOf } from '../http/read-credential.ts'
import { readDemand } from './demand.ts'
import type { ReadQuestion } from './gateway-request.ts'
import type { QuestionHeader, QuestionHeaders } from './question-headers.ts'

const methodPattern = /^[A-Za-z-]{1,32}$/

type FamilyNames = { method: QuestionHeader; uri: QuestionHeader }
/** Names that were put together for each question would have to be looked up as texts. */
const forwardedNames: FamilyNames = { method: 'x-forwarded-method', uri: 'x-forwarded-uri' }
const originalNames: FamilyNames = { method: 'x-original-method', uri: 'x-original-uri' }

type Original = { method: string | undefined; path: string | undefined }

/** Reads questions of the peers that are trusted. */
export function questionReader(trusted: readonly string[], clientAddress: ClientAddress): ReadQuestion {
  const isTrusted = isTrustedPeerFrom(trusted)
  return ({ target, headers, peer }) => {
    const key = credentialOf(headers.all('authorization'), headers.all('x-api-key'))
    if (!isTrusted(peer)) throw notForYou()
    const demand = readDemand(target)
    const { method, path } = originalOf(headers)
    if (path !== undefined && hasCredentialInQuery(path)) throw keyInUrl()
    const forwardedFor = headers.all('x-forwarded-for')
    // A gateway that names no caller is not the caller itself: the address is then unknown, and nobody's.
    const ip = forwardedFor.length === 0 ? null : clientAddress(peer, forwardedFor.join(','))
    const { apiId, environment, scopes } = demand
    const request = {
      method,
      path,
      ip: ip ?? undefined,
      userAgent: headers.first('user-agent'),
      origin: headers.first('origin'),
    }
    return { key, apiId, environment, scopes, request }
  }
}

/** Of the two families of names that gateways use, the one that is there; both only where they agree. */
function originalOf(headers: QuestionHeaders): Original {
  const forwarded = familyOf(headers, forwardedNames)
  const original = familyOf(headers, originalNames)
  if (isEmpty(original)) return forwarded
  if (isEmpty(forwarded)) return original
  if (forwarded.method === original.method && forwarded.path === original.path) return forwarded
  throw malformed(
    'X-Forwarded-Method and -Uri say something else than X-Original-Method and -URI. Have the gateway set one pair and remove the other.',
  )
}

function familyOf(headers: QuestionHeaders, names: FamilyNames): Original {
  const method = single(headers, names.method)
  if (method !== undefined && !methodPattern.test(method))
    throw malformed(`The header ${names.method} is not a method.`)
  return { method, path: single(headers, names.uri) }
}

function isEmpty({ method, path }: Original): boolean {
  return method === undefined && path === undefined
}

function single(headers: QuestionHeaders, name: QuestionHeader): string | undefined {
  if (!headers.isRepeated(name)) return headers.first(name)
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
