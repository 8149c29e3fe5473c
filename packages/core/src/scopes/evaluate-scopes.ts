import type { ScopeExpression } from './scope-expression.ts'

/** Whether the expression holds, given which single words are granted. */
export function evaluateScopes(expression: ScopeExpression, granted: (word: string) => boolean): boolean {
  switch (expression.kind) {
    case 'word':
      return granted(expression.word) !== expression.negated
    case 'words':
      return expression.words.every(granted)
    case 'and':
      return expression.operands.every(operand => evaluateScopes(operand, granted))
    case 'or':
      return expression.operands.some(operand => evaluateScopes(operand, granted))
  }
}
