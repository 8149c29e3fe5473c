import {
  evaluateScopes,
  GrantedScopes,
  missingScopes,
  parseScopeExpression,
  type ScopeExpression,
  scopesExpression,
} from '@keyturn/core'
import { KeyturnRefusal, refuse } from '../refusals/refusal.ts'
import type { AdmittedVerdict } from '../verdicts/verdict.ts'
import type { RequiredScopes } from './guard-options.ts'

/**
 * Refuses with 403 `insufficient_scope` unless the verified key has the scopes, and with 503 when the request was let
 * through unverified. Nothing is asked of Keyturn and nothing is charged again.
 */
export function requireScopes(verdict: AdmittedVerdict | null, scopes: RequiredScopes): void {
  if (verdict === null) throw new KeyturnRefusal(refuse('verification_unavailable'))
  const granted = GrantedScopes.of(verdict.key.scopes)
  const grants = (word: string) => granted.grants(word)
  const expression = expressionOf(scopes)
  if (evaluateScopes(expression, grants)) return
  throw new KeyturnRefusal(refuse('insufficient_scope', { scopes: missingScopes(expression, grants) }))
}

function expressionOf(scopes: RequiredScopes): ScopeExpression {
  if (typeof scopes !== 'string') return scopesExpression(scopes)
  const parsed = parseScopeExpression(scopes)
  if (!parsed.ok) throw new TypeError(`scopes are wrong at position ${parsed.position}: ${parsed.message}`)
  return parsed.expression
}
