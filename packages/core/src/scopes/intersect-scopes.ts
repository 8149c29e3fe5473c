import { GrantedScopes } from './granted-scopes.ts'
import { canonicalWords, parseScopeWord } from './scope-word.ts'

/**
 * What both lists grant, as a canonical list without words that another one covers.
 * At most as long as both lists together plus one word per pair of `resource:*` and `*:action`.
 */
export function intersectScopes(left: readonly string[], right: readonly string[]): string[] {
  const lefts = GrantedScopes.of(left)
  const rights = GrantedScopes.of(right)
  return withoutCovered([
    ...lefts.words.filter(word => rights.grants(word)),
    ...rights.words.filter(word => lefts.grants(word)),
    ...crossings(lefts.words, rights.words),
    ...crossings(rights.words, lefts.words),
  ])
}

/** `leads:*` and `*:read` have nothing in common but `leads:read`, which neither of them spells. */
function crossings(left: readonly string[], right: readonly string[]): string[] {
  const resources = left.filter(word => word.endsWith(':*'))
  const actions = right.filter(word => word.startsWith('*:'))
  return resources.flatMap(resource => actions.map(action => resource.slice(0, -2) + action.slice(1)))
}

function withoutCovered(words: readonly string[]): string[] {
  const unique = canonicalWords(words)
  if (unique.includes('*')) return ['*']
  const wildcards = GrantedScopes.of(unique.filter(word => word.includes('*')))
  return unique.filter(word => isWildcard(word) || !wildcards.grants(word))
}

function isWildcard(word: string): boolean {
  const parsed = parseScopeWord(word)
  return parsed?.resource === '*' || parsed?.action === '*'
}
