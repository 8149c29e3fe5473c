import { evaluateScopes } from './evaluate-scopes.ts'
import type { ScopeExpression } from './scope-expression.ts'

/**
 * The words whose absence explains why the expression does not hold, in the order they are written; every
 * alternative of an `or` counts. Empty when it holds, and when only a granted `not` word stands in the way.
 */
export function missingScopes(expression: ScopeExpression, granted: (word: string) => boolean): string[] {
  return [...new Set(collectMissing(expression, granted))]
}

function collectMissing(expression: ScopeExpression, granted: (word: string) => boolean): string[] {
  switch (expression.kind) {
    case 'word':
      return expression.negated || granted(expression.word) ? [] : [expression.word]
    case 'words':
      return expression.words.filter(word => !granted(word))
    case 'and':
      return expression.operands.flatMap(operand => collectMissing(operand, granted))
    case 'or':
      if (evaluateScopes(expression, granted)) return []
      return expression.operands.flatMap(operand => collectMissing(operand, granted))
  }
}
