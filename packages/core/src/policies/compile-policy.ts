import { type CompiledEndpoint, parseEndpointPattern } from '../endpoints/endpoint-pattern.ts'
import { type Network, parseNetwork } from '../networks/network.ts'
import { NetworkSet } from '../networks/network-set.ts'
import { GrantedScopes } from '../scopes/granted-scopes.ts'
import { isScopeWord } from '../scopes/scope-word.ts'
import type { KeyPolicy, KeyPolicySource, RateLimit } from './key-policy.ts'

const invalidPolicy: KeyPolicy = Object.freeze({
  scopes: GrantedScopes.of([]),
  networks: NetworkSet.of([]),
  endpoints: Object.freeze([]),
  rateLimits: Object.freeze([]),
  hasCredits: false,
  invalid: true,
})

/**
 * Makes a policy fit for deciding. The source is stored data, so nothing about it is taken for granted: a part
 * that cannot be read never throws and never widens, it makes the whole policy `invalid`, which denies.
 */
export function compilePolicy(source: KeyPolicySource): KeyPolicy {
  try {
    return Object.freeze({
      scopes: compileScopes(source.scopes),
      networks: source.allowedIps === null ? null : NetworkSet.of(each(source.allowedIps, toNetwork)),
      endpoints: source.allowedEndpoints === null ? null : each(source.allowedEndpoints, toEndpoint),
      rateLimits: each(source.rateLimits, toRateLimit).toSorted(byName),
      hasCredits: toBoolean(source.credits),
      invalid: false,
    })
  } catch {
    return invalidPolicy
  }
}

/** Ends the compilation of a policy; caught above, whatever else goes wrong with foreign data included. */
class UnreadablePart extends Error {}

function each<Item, Result>(items: readonly Item[], read: (item: Item) => Result): readonly Result[] {
  if (!Array.isArray(items)) throw new UnreadablePart()
  return Object.freeze(items.map(item => read(item)))
}

function compileScopes(words: readonly string[]): GrantedScopes {
  return GrantedScopes.of(
    each(words, word => {
      if (typeof word !== 'string' || !isScopeWord(word)) throw new UnreadablePart()
      return word
    }),
  )
}

function toNetwork(text: string): Network {
  const network = typeof text === 'string' ? parseNetwork(text) : null
  if (network === null) throw new UnreadablePart()
  return network
}

function toEndpoint(pattern: { method: string; path: string }): CompiledEndpoint {
  const parsed = parseEndpointPattern({ method: pattern.method, path: pattern.path })
  if (!parsed.ok) throw new UnreadablePart()
  return parsed.endpoint
}

function toRateLimit({ name, limit, windowSeconds }: RateLimit): RateLimit {
  if (
    typeof name !== 'string' ||
    name === '' ||
    !isPositiveInteger(limit) ||
    !isPositiveInteger(windowSeconds)
  ) {
    throw new UnreadablePart()
  }
  return Object.freeze({ name, limit, windowSeconds })
}

function isPositiveInteger(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}

function toBoolean(value: boolean): boolean {
  if (typeof value !== 'boolean') throw new UnreadablePart()
  return value
}

function byName(left: RateLimit, right: RateLimit): number {
  return left.name < right.name ? -1 : Number(left.name > right.name)
}
