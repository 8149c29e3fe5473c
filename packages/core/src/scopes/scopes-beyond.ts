import { GrantedScopes } from './granted-scopes.ts'
import { canonicalWords } from './scope-word.ts'

/** The words that the ceiling does not cover; empty when all are within it. Malformed words never are. */
export function scopesBeyond(words: readonly string[], ceiling: readonly string[]): string[] {
  const allowed = GrantedScopes.of(ceiling)
  return canonicalWords(words).filter(word => !allowed.grants(word))
}
