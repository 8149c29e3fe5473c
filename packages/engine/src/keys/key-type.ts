import type { KeyType } from '../storage/tables.ts'
import type { KeyHome } from './key-home.ts'
import { covers } from './restrictions.ts'

/** What kind of key it is when nobody said: it decides how often it is to be rotated. */
export function defaultKeyType(
  home: KeyHome,
  key: { environment: string; scopes: readonly string[] },
): KeyType {
  if (key.environment === 'test') return 'development'
  const sensitive = home.api.scopes.filter(scope => scope.sensitive)
  const elevated = sensitive.some(scope => key.scopes.some(word => covers(word, scope.name)))
  return elevated ? 'elevated' : 'production'
}
