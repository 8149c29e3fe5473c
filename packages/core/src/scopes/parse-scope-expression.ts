import { negateExpression, type ScopeExpression } from './scope-expression.ts'
import { isLiteralScopeWord } from './scope-word.ts'

export type ParsedScopeExpression =
  | { ok: true; expression: ScopeExpression }
  /** `position` counts characters from 1; one past the end when the text stops too early. */
  | { ok: false; position: number; message: string }

const scopeExpressionLengthMax = 1_024
const scopeExpressionWordsMax = 64
const scopeExpressionDepthMax = 32

/**
 * Compiles a condition such as `leads:read and not (leads:write or leads:delete)`.
 * `not` binds tighter than `and`, `and` tighter than `or`; operators are lower-case; words are
 * `resource:action` without wildcards, because nothing could hold or lack "all scopes" with certainty.
 * At most 1,024 characters, 64 words, 32 levels of `not` and parentheses.
 */
export function parseScopeExpression(text: string): ParsedScopeExpression {
  if (text.length > scopeExpressionLengthMax) {
    const message = `Expected at most ${scopeExpressionLengthMax} characters.`
    return { ok: false, position: scopeExpressionLengthMax + 1, message }
  }
  const reader = new ExpressionReader(text)
  try {
    return { ok: true, expression: reader.readAll() }
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, position: error.position, message: error.message }
    throw error
  }
}

type Piece = { text: string; position: number }

class SyntaxProblem extends Error {
  readonly position: number
  constructor(position: number, message: string) {
    super(message)
    this.position = position
  }
}

class ExpressionReader {
  readonly #pieces: readonly Piece[]
  readonly #end: number
  #next = 0
  #words = 0
  #depth = 0

  constructor(text: string) {
    this.#pieces = [...text.matchAll(/[()]|[^()\s]+/g)].map(match => ({
      text: match[0],
      position: match.index + 1,
    }))
    this.#end = text.length + 1
  }

  readAll(): ScopeExpression {
    const expression = this.#readOr()
    const piece = this.#pieces[this.#next]
    if (piece !== undefined) throw new SyntaxProblem(piece.position, 'Expected `and`, `or` or the end.')
    return expression
  }

  #readOr(): ScopeExpression {
    const operands = [this.#readAnd()]
    while (this.#take('or')) operands.push(this.#readAnd())
    return joined('or', operands)
  }

  #readAnd(): ScopeExpression {
    const operands = [this.#readNot()]
    while (this.#take('and')) operands.push(this.#readNot())
    return joined('and', operands)
  }

  #readNot(): ScopeExpression {
    const opening = this.#pieces[this.#next]
    if (!this.#take('not')) return this.#readOperand()
    this.#enter(opening)
    const operand = this.#readNot()
    this.#depth--
    return negateExpression(operand)
  }

  #readOperand(): ScopeExpression {
    const opening = this.#pieces[this.#next]
    if (!this.#take('(')) return this.#readWord()
    this.#enter(opening)
    const inner = this.#readOr()
    if (!this.#take(')')) throw this.#problem('Expected `and`, `or` or `)`.')
    this.#depth--
    return inner
  }

  #readWord(): ScopeExpression {
    const piece = this.#pieces[this.#next]
    if (piece === undefined || !isLiteralScopeWord(piece.text)) {
      const wildcard = piece?.text.includes('*') ? ' A required scope has no wildcard.' : ''
      throw this.#problem(`Expected a scope such as \`leads:read\`, \`not\` or \`(\`.${wildcard}`)
    }
    this.#words++
    if (this.#words > scopeExpressionWordsMax) {
      throw this.#problem(`Expected at most ${scopeExpressionWordsMax} scopes.`)
    }
    this.#next++
    return { kind: 'word', word: piece.text, negated: false }
  }

  #take(text: string): boolean {
    if (this.#pieces[this.#next]?.text !== text) return false
    this.#next++
    return true
  }

  #enter(opening: Piece | undefined): void {
    this.#depth++
    if (this.#depth <= scopeExpressionDepthMax) return
    const message = `Expected at most ${scopeExpressionDepthMax} levels of \`not\` and parentheses.`
    throw new SyntaxProblem(opening?.position ?? this.#end, message)
  }

  #problem(message: string): SyntaxProblem {
    return new SyntaxProblem(this.#pieces[this.#next]?.position ?? this.#end, message)
  }
}

function joined(kind: 'and' | 'or', operands: readonly ScopeExpression[]): ScopeExpression {
  const [only] = operands
  return operands.length === 1 && only !== undefined ? only : { kind, operands }
}
