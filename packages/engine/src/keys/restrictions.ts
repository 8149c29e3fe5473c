import {
  formatNetwork,
  parseEndpointPattern,
  parseNetwork,
  parseScopeWord,
  scopesBeyond,
} from '@keyturn/core'
import type { Endpoint, ScopeDefinition } from '../apis/api.ts'
import type { FieldError } from '../errors/engine-error.ts'

/** The faults of scope words: malformed, unknown to the API, or above the organization's ceiling. */
export function scopeFaults(
  words: readonly string[],
  rules: { known: readonly ScopeDefinition[]; ceiling: readonly string[] | null },
): FieldError[] {
  const beyond = new Set(rules.ceiling === null ? [] : scopesBeyond(words, rules.ceiling))
  return words.flatMap((word, index) => {
    const pointer = `/scopes/${index}`
    if (words.indexOf(word) !== index) return [{ pointer, message: `${word} is listed twice.` }]
    if (!parseScopeWord(word))
      return [{ pointer, message: 'A scope is resource:action, such as leads:read.' }]
    if (!rules.known.some(scope => covers(word, scope.name))) {
      return [{ pointer, message: `The API has no scope ${word}. ${knownWords(rules.known)}` }]
    }
    if (beyond.has(word)) return [{ pointer, message: `${word} is above what this organization may have.` }]
    return []
  })
}

/** Whether a granted word covers a literal one. */
export function covers(granted: string, literal: string): boolean {
  return scopesBeyond([literal], [granted]).length === 0
}

function knownWords(known: readonly ScopeDefinition[]): string {
  if (known.length === 0) return 'It has no scopes at all.'
  return `It has ${known
    .slice(0, 20)
    .map(scope => scope.name)
    .join(', ')}${known.length > 20 ? ' and more' : ''}.`
}

export type ReadNetworks = { networks: string[] | null; faults: FieldError[] }

/** Networks in canonical spelling, so that one network is always the same text. */
export function readNetworks(texts: readonly string[] | null): ReadNetworks {
  if (texts === null) return { networks: null, faults: [] }
  const faults: FieldError[] = []
  const networks = texts.flatMap((text, index) => {
    const network = parseNetwork(text)
    const pointer = `/allowedIps/${index}`
    if (!network) {
      faults.push({ pointer, message: `${text} is no address or CIDR network (host bits must be zero).` })
      return []
    }
    const canonical = formatNetwork(network)
    if (canonical.endsWith('/0')) {
      faults.push({ pointer, message: `${canonical} allows every address. Use null for no restriction.` })
    }
    return [canonical]
  })
  return { networks: [...new Set(networks)], faults }
}

export function endpointFaults(patterns: readonly Endpoint[] | null): FieldError[] {
  return (patterns ?? []).flatMap((pattern, index) => {
    const parsed = parseEndpointPattern(pattern)
    return parsed.ok ? [] : [{ pointer: `/allowedEndpoints/${index}`, message: parsed.message }]
  })
}
