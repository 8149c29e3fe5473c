import type { EndpointPattern } from '../endpoints/endpoint-pattern.ts'
import type { KeyPolicySource, RateLimit } from './key-policy.ts'

/**
 * The text under which equal policies are stored once; the order of scopes, networks, endpoints and limits does
 * not matter. Never throws for data that came out of JSON; unreadable policies get a form of their own.
 */
export function policyCanonicalForm(source: KeyPolicySource): string {
  try {
    return JSON.stringify([
      sortedUnique(source.scopes),
      source.allowedIps === null ? null : sortedUnique(source.allowedIps),
      source.allowedEndpoints === null ? null : sortedUnique(source.allowedEndpoints.map(endpointText)),
      source.rateLimits.map(rateLimitText).sort(),
      source.credits,
    ])
  } catch {
    return `unreadable ${JSON.stringify(source)}`
  }
}

function sortedUnique(texts: readonly string[]): readonly string[] {
  // A stored string must not pass for the list of its characters.
  if (!Array.isArray(texts)) throw new TypeError('Not a list.')
  return isSortedUnique(texts) ? texts : [...new Set(texts)].sort()
}

/** Lists come out of the database as they went in, which is sorted. */
function isSortedUnique(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? '') < text)
}

function endpointText({ method, path }: EndpointPattern): string {
  return JSON.stringify([method, path])
}

function rateLimitText({ name, limit, windowSeconds }: RateLimit): string {
  return JSON.stringify([name, limit, windowSeconds])
}
