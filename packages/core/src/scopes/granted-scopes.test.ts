import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GrantedScopes } from './granted-scopes.ts'
import { intersectScopes } from './intersect-scopes.ts'
import { parseScopeWord } from './scope-word.ts'
import { scopesBeyond } from './scopes-beyond.ts'

const resources = ['leads', 'lists', 'a.b', 'a-b']
const actions = ['read', 'write', 'x_1']
const literals = resources.flatMap(resource => actions.map(action => `${resource}:${action}`))
const words = fc.oneof(
  fc.constantFrom('*', '*:*'),
  fc.constantFrom(...resources).map(resource => `${resource}:*`),
  fc.constantFrom(...actions).map(action => `*:${action}`),
  fc.constantFrom(...literals),
)
const lists = fc.array(words, { maxLength: 6 })

/** The model: the set of literal words that a list stands for. */
function meaning(list: readonly string[]): string[] {
  return literals.filter(literal =>
    list.some(word => {
      const [resource, action] = word === '*' ? ['*', '*'] : word.split(':')
      const [wantedResource, wantedAction] = literal.split(':')
      return (resource === '*' || resource === wantedResource) && (action === '*' || action === wantedAction)
    }),
  )
}

test('grants of the words that an API lists what it grants', () => {
  fc.assert(
    fc.property(lists, fc.constantFrom(...literals), (granted, word) => {
      const scopes = GrantedScopes.of(granted)
      expect(scopes.grantsListed(word)).toBe(scopes.grants(word))
    }),
  )
})

describe('parseScopeWord', () => {
  test.each([
    ['*', { resource: '*', action: '*' }],
    ['leads:*', { resource: 'leads', action: '*' }],
    ['*:read', { resource: '*', action: 'read' }],
    ['leads:read', { resource: 'leads', action: 'read' }],
    [`${'a'.repeat(64)}:${'b'.repeat(64)}`, { resource: 'a'.repeat(64), action: 'b'.repeat(64) }],
  ])('reads %s', (text, parsed) => expect(parseScopeWord(text)).toEqual(parsed))

  test.each([
    '',
    ':',
    'leads',
    'leads:',
    ':read',
    'leads:read:x',
    'Leads:read',
    'leads:read ',
    ' leads:read',
    'leads:re ad',
    '**',
    '*leads:read',
    'lea*:read',
    '-leads:read',
    '.a:read',
    'leads:réad',
    'leads:read\n',
    '__proto__',
    `${'a'.repeat(65)}:b`,
    `a:${'b'.repeat(65)}`,
    'a'.repeat(1_000_000),
  ])('refuses %j', text => expect(parseScopeWord(text)).toBeNull())
})

describe('GrantedScopes', () => {
  test('grants exactly the literal words that a list stands for', () => {
    fc.assert(
      fc.property(lists, list => {
        const granted = GrantedScopes.of(list)
        expect(literals.filter(word => granted.grants(word))).toEqual(meaning(list))
      }),
    )
  })

  test('grants a wildcard only when everything it could ever stand for is granted', () => {
    const all = GrantedScopes.of(['leads:read', 'leads:write', '*:read'])
    expect(all.grants('leads:*')).toBe(false)
    expect(all.grants('*')).toBe(false)
    expect(all.grants('*:read')).toBe(true)
    expect(GrantedScopes.of(['leads:*']).grants('leads:*')).toBe(true)
    expect(GrantedScopes.of(['leads:*']).grants('*:*')).toBe(false)
    expect(GrantedScopes.of(['leads:*', '*:read']).grants('*')).toBe(false)
    for (const word of ['*', '*:*', 'leads:*', '*:read'])
      expect(GrantedScopes.of(['*']).grants(word)).toBe(true)
    expect(GrantedScopes.of(['*:*']).words).toEqual(['*'])
  })

  test('never grants what is no scope word, not even to an all-powerful key', () => {
    const granted = GrantedScopes.of(['*', 'leads:*', '*:read', '', 'bad', 'leads:', ' leads:read'])
    for (const word of ['', 'bad', 'leads:', 'leads:a:b', 'x:y:read', 'Leads:read', 'leads:read ']) {
      expect(granted.grants(word)).toBe(false)
      expect(GrantedScopes.of(['leads:*', '*:read']).grants(word)).toBe(false)
    }
  })

  test('lists its words sorted, once, and frozen', () => {
    const { words: listed } = GrantedScopes.of(['lists:read', 'leads:read', 'lists:read'])
    expect(listed).toEqual(['leads:read', 'lists:read'])
    expect(Object.isFrozen(listed)).toBe(true)
  })
})

describe('intersectScopes', () => {
  test('stands for exactly what both lists stand for', () => {
    fc.assert(
      fc.property(lists, lists, (left, right) => {
        const both = intersectScopes(left, right)
        expect(meaning(both)).toEqual(meaning(left).filter(word => meaning(right).includes(word)))
        expect(intersectScopes(right, left)).toEqual(both)
      }),
    )
  })

  test('is sorted and holds no word that another one covers', () => {
    fc.assert(
      fc.property(lists, lists, (left, right) => {
        const both = intersectScopes(left, right)
        expect(both).toEqual([...both].sort())
        for (const word of both) {
          const others = both.filter(other => other !== word)
          expect(GrantedScopes.of(others).grants(word)).toBe(false)
        }
      }),
    )
  })

  test('keeps the ceiling when all is granted, and the grant when nothing is limited', () => {
    expect(intersectScopes(['*'], ['leads:read', 'lists:*'])).toEqual(['leads:read', 'lists:*'])
    expect(intersectScopes(['leads:*'], ['*:read'])).toEqual(['leads:read'])
    expect(intersectScopes(['*'], ['*'])).toEqual(['*'])
    expect(intersectScopes([], ['*'])).toEqual([])
  })
})

describe('scopesBeyond', () => {
  test('names the words that a ceiling does not cover', () => {
    expect(scopesBeyond(['leads:read', 'lists:write', '*'], ['leads:*', '*:read'])).toEqual([
      '*',
      'lists:write',
    ])
    expect(scopesBeyond(['leads:*'], ['leads:read', 'leads:write'])).toEqual(['leads:*'])
    expect(scopesBeyond(['leads:*', '*:read'], ['*'])).toEqual([])
    expect(scopesBeyond(['not a word'], ['*'])).toEqual(['not a word'])
  })

  test('is empty only when the list stands for nothing outside the ceiling', () => {
    fc.assert(
      fc.property(lists, lists, (list, ceiling) => {
        if (scopesBeyond(list, ceiling).length > 0) return
        expect(meaning(ceiling)).toEqual(expect.arrayContaining(meaning(list)))
      }),
    )
  })
})
