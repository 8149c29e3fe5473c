import type { KeyPolicy } from '../policies/key-policy.ts'
import { GrantedScopes } from '../scopes/granted-scopes.ts'
import { intersectScopes } from '../scopes/intersect-scopes.ts'
import { ceilingOf, type KeyHome } from './key-home.ts'

/**
 * The scopes that a key has after its organization's ceiling and its API's list were applied; null when they
 * take nothing away. Wildcards stay: what they stand for is whatever the API knows.
 */
export function effectiveScopes(policy: KeyPolicy, home: KeyHome): readonly string[] | null {
  const { words } = policy.scopes
  const ceiling = ceilingOf(home)
  const uncut = words.every(word => isKnown(word, home) && (ceiling === null || ceiling.grants(word)))
  if (uncut) return null
  const granted = ceiling === null ? words : intersectScopes(words, ceiling.words)
  return GrantedScopes.of(granted.filter(word => isKnown(word, home))).words
}

function isKnown(word: string, home: KeyHome): boolean {
  return word.includes('*') || home.api.scopes.has(word)
}

/** The key's public JSON with its `scopes` replaced. */
export function withScopes(publicJson: string, scopes: readonly string[]): string {
  return JSON.stringify({ ...JSON.parse(publicJson), scopes })
}
