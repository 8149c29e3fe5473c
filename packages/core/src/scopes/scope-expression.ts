/**
 * A compiled condition on scopes; made by `parseScopeExpression` or `scopesExpression`, read by
 * `evaluateScopes`. `not` is pushed down to the words, so that every node is asked in one sense only.
 */
export type ScopeExpression =
  | { readonly kind: 'word'; readonly word: string; readonly negated: boolean }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly ScopeExpression[] }

/** A list means all of it; an empty list is always satisfied. */
export function scopesExpression(words: readonly string[]): ScopeExpression {
  return { kind: 'words', words: Object.freeze([...new Set(words)]) }
}

/** De Morgan's laws. */
export function negateExpression(expression: ScopeExpression): ScopeExpression {
  switch (expression.kind) {
    case 'word':
      return { kind: 'word', word: expression.word, negated: !expression.negated }
    case 'words':
      return { kind: 'or', operands: expression.words.map(word => ({ kind: 'word', word, negated: true })) }
    case 'and':
      return { kind: 'or', operands: expression.operands.map(negateExpression) }
    case 'or':
      return { kind: 'and', operands: expression.operands.map(negateExpression) }
  }
}
