import { parseScopeExpression, type ScopeExpression, scopesExpression } from '@keyturn/core'
import { invalidInput } from '../errors/engine-error.ts'

/** What is asked about a presented token. Only the token is required; what is given is checked. */
export type VerifyInput = {
  key: string
  apiId?: string | undefined
  environment?: string | undefined
  organizationId?: string | undefined
  /** An expression, or words that are all needed. */
  scopes?: string | readonly string[] | undefined
  /** Charged to credits and to each limit; default 1. */
  cost?: number | undefined
  explain?: boolean | undefined
  request?: ObservedRequest | undefined
}

/** What the protected API saw. */
export type ObservedRequest = {
  method?: string | undefined
  path?: string | undefined
  ip?: string | undefined
  userAgent?: string | undefined
  origin?: string | undefined
}

const compiledMax = 10_000
const compiled = new Map<string, ScopeExpression>()
const compiledWords = new Map<string, ScopeExpression>()

/** The compiled form of what item `index` of a batch requires; expressions are few and repeat, so each is parsed once. */
export function requiredScopes(scopes: VerifyInput['scopes'], index: number | null): ScopeExpression | null {
  if (scopes === undefined) return null
  if (typeof scopes !== 'string') return requiredWords(scopes)
  const known = compiled.get(scopes)
  if (known) return known
  const parsed = parseScopeExpression(scopes)
  if (!parsed.ok) {
    const pointer = index === null ? '/scopes' : `/verifications/${index}/scopes`
    throw invalidInput([{ pointer, message: `${parsed.message} (position ${parsed.position})` }])
  }
  if (compiled.size >= compiledMax) compiled.clear()
  compiled.set(scopes, parsed.expression)
  return parsed.expression
}

/** Most services ask for one word at a time. */
function requiredWords(words: readonly string[]): ScopeExpression {
  const [word] = words
  if (word === undefined || words.length > 1) return scopesExpression(words)
  const known = compiledWords.get(word)
  if (known) return known
  const expression = scopesExpression(words)
  if (compiledWords.size >= compiledMax) compiledWords.clear()
  compiledWords.set(word, expression)
  return expression
}
