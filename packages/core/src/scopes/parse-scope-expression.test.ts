import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateScopes } from './evaluate-scopes.ts'
import { missingScopes } from './missing-scopes.ts'
import { parseScopeExpression } from './parse-scope-expression.ts'
import { type ScopeExpression, scopesExpression } from './scope-expression.ts'

type Model =
  | { kind: 'word'; word: string }
  | { kind: 'not'; operand: Model }
  | { kind: 'and' | 'or'; left: Model; right: Model }

const words = ['leads:read', 'leads:write', 'lists:read', 'not:and']

const { model: models } = fc.letrec<{ model: Model; word: Model; not: Model; pair: Model }>(tie => ({
  model: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('word'), tie('not'), tie('pair')),
  word: fc.record({ kind: fc.constant('word' as const), word: fc.constantFrom(...words) }),
  not: fc.record({ kind: fc.constant('not' as const), operand: tie('model') }),
  pair: fc.record({
    kind: fc.constantFrom('and' as const, 'or' as const),
    left: tie('model'),
    right: tie('model'),
  }),
}))

const strength = { or: 1, and: 2, not: 3, word: 4 }

/** Writes parentheses only where precedence needs them. */
function write(model: Model, atLeast = 0): string {
  const text =
    model.kind === 'word'
      ? model.word
      : model.kind === 'not'
        ? `not ${write(model.operand, strength.not)}`
        : `${write(model.left, strength[model.kind])} ${model.kind} ${write(model.right, strength[model.kind])}`
  return strength[model.kind] < atLeast ? `(${text})` : text
}

function evaluateModel(model: Model, granted: (word: string) => boolean): boolean {
  switch (model.kind) {
    case 'word':
      return granted(model.word)
    case 'not':
      return !evaluateModel(model.operand, granted)
    case 'and':
      return evaluateModel(model.left, granted) && evaluateModel(model.right, granted)
    case 'or':
      return evaluateModel(model.left, granted) || evaluateModel(model.right, granted)
  }
}

function parsed(text: string): ScopeExpression {
  const result = parseScopeExpression(text)
  if (!result.ok) throw new Error(`${result.position}: ${result.message}`)
  return result.expression
}

const everyGrant = Array.from({ length: 2 ** words.length }, (_, bits) =>
  words.filter((_word, index) => (bits >> index) & 1),
)

describe('parseScopeExpression', () => {
  test('means what a naive evaluator says, for every set of grants', () => {
    fc.assert(
      fc.property(models, model => {
        const result = parseScopeExpression(write(model))
        fc.pre(result.ok)
        for (const grant of everyGrant) {
          const granted = (word: string): boolean => grant.includes(word)
          expect(evaluateScopes(parsed(write(model)), granted)).toBe(evaluateModel(model, granted))
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['leads:read or leads:write and lists:read', ['leads:read'], true],
    ['not leads:read and leads:write', [], false],
    ['not (leads:read and leads:write)', ['leads:read'], true],
    ['not not leads:read', ['leads:read'], true],
    ['(leads:read)and(lists:read)', ['leads:read', 'lists:read'], true],
    ['\tleads:read\n', ['leads:read'], true],
  ])('%j with %j is %j', (text, grant, holds) => {
    expect(evaluateScopes(parsed(text), word => grant.includes(word))).toBe(holds)
  })

  test.each([
    ['', 1, 'Expected a scope'],
    ['   ', 4, 'Expected a scope'],
    ['leads:read and', 15, 'Expected a scope'],
    ['leads:read lists:read', 12, 'Expected `and`, `or` or the end'],
    ['leads:read AND lists:read', 12, 'Expected `and`'],
    ['(leads:read', 12, 'Expected `and`, `or` or `)`'],
    ['leads:read)', 11, 'the end'],
    ['leads', 1, 'Expected a scope'],
    ['not', 4, 'Expected a scope'],
    ['a:b and leads:*', 9, 'wildcard'],
    ['*', 1, 'wildcard'],
    ['a:b or Leads:read', 8, 'Expected a scope'],
    [`${'not '.repeat(33)}a:b`, 129, '32 levels'],
    [`${'('.repeat(33)}a:b${')'.repeat(33)}`, 33, '32 levels'],
    [Array.from({ length: 65 }, () => 'a:b').join(' or '), 449, '64 scopes'],
    ['a'.repeat(1_025), 1_025, '1024 characters'],
  ])('says where %j is wrong', (text, position, message) => {
    expect(parseScopeExpression(text)).toMatchObject({
      ok: false,
      position,
      message: expect.stringContaining(message),
    })
  })

  test('takes the stated bounds exactly', () => {
    expect(parseScopeExpression(Array.from({ length: 64 }, () => 'a:b').join(' or ')).ok).toBe(true)
    expect(parseScopeExpression(`${'('.repeat(32)}a:b${')'.repeat(32)}`).ok).toBe(true)
    expect(parseScopeExpression('a:b'.padEnd(1_024)).ok).toBe(true)
    expect(parseScopeExpression(Array.from({ length: 40 }, () => '(not a:b)').join(' and ')).ok).toBe(true)
  })

  test('never throws, and every error lies inside the text or one past it', () => {
    const pieces = fc.constantFrom('and', 'or', 'not', '(', ')', ' ', 'a:b', '*', 'AND', '\n', ':', 'é')
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map(list => list.join('')),
    )
    fc.assert(
      fc.property(texts, text => {
        const result = parseScopeExpression(text)
        if (result.ok) return
        expect(result.position).toBeGreaterThanOrEqual(1)
        expect(result.position).toBeLessThanOrEqual(text.length + 1)
        expect(result.message).toMatch(/^Expected /)
      }),
      { numRuns: 500 },
    )
  })
})

describe('scopesExpression', () => {
  test('means all of the list, and nothing is asked by an empty one', () => {
    const both = scopesExpression(['leads:read', 'lists:read'])
    expect(evaluateScopes(both, word => word === 'leads:read')).toBe(false)
    expect(evaluateScopes(both, () => true)).toBe(true)
    expect(evaluateScopes(scopesExpression([]), () => false)).toBe(true)
  })
})

describe('missingScopes', () => {
  test.each([
    ['leads:read and lists:read', ['leads:read'], ['lists:read']],
    ['leads:read or lists:read', [], ['leads:read', 'lists:read']],
    ['leads:read and not leads:write', ['leads:read', 'leads:write'], []],
    ['leads:read and not leads:write', ['leads:write'], ['leads:read']],
    ['(leads:read or leads:write) and lists:read', ['leads:write'], ['lists:read']],
    ['not (not leads:read)', [], ['leads:read']],
    ['lists:read and lists:read', [], ['lists:read']],
  ])('of %j with %j are %j', (text, grant, missing) => {
    expect(missingScopes(parsed(text), word => grant.includes(word))).toEqual(missing)
  })

  test('are never granted words, and none where the expression holds and has no `not`', () => {
    fc.assert(
      fc.property(models, fc.subarray(words), (model, grant) => {
        const result = parseScopeExpression(write(model))
        fc.pre(result.ok)
        const granted = (word: string): boolean => grant.includes(word)
        const missing = missingScopes(parsed(write(model)), granted)
        expect(missing.filter(granted)).toEqual([])
        if (evaluateScopes(parsed(write(model)), granted)) expect(missing).toEqual([])
      }),
    )
  })

  test('of a list are the words of the list that are not granted', () => {
    expect(missingScopes(scopesExpression(['b:b', 'a:a', 'b:b']), () => false)).toEqual(['b:b', 'a:a'])
  })
})
