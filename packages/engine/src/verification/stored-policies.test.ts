import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitSeparator } from './joined-texts.ts'
import { readStoredPolicy, unreadablePolicy } from './stored-policies.ts'

type Columns = {
  scopes: string
  rateLimits: string
  credits: 0 | 1
  allowedIps: string | null
  allowedEndpoints: string | null
}

/** As the query joins them. */
function textOf(change: Partial<Columns> = {}): string {
  const columns = { scopes: '["leads:read"]', rateLimits: '[]', credits: 0, ...change }
  const { allowedIps = null, allowedEndpoints = null } = change
  const marked = [allowedIps, allowedEndpoints].map(text => (text === null ? '' : `=${text}`))
  return [columns.scopes, columns.rateLimits, columns.credits, ...marked].join(unitSeparator)
}

describe('readStoredPolicy', () => {
  test('freezes what it read', () => {
    const { policy } = readStoredPolicy(textOf())
    expect(policy).toMatchObject({ scopes: ['leads:read'], allowedIps: null, credits: false })
    expect(Object.isFrozen(policy) && Object.isFrozen(policy.scopes)).toBe(true)
  })

  test('reads each column as it is stored, and takes none for another', () => {
    const texts = ['null', '', '=', '[]', '["a"]', '[]null', '[]["a"]', `["a"]${'x'.repeat(9)}`]
    const text = fc.constantFrom(...texts)
    const nullable = fc.constantFrom(null, ...texts)
    const columns = fc.record({
      scopes: text,
      rateLimits: text,
      credits: fc.constantFrom(0 as const, 1 as const),
      allowedIps: nullable,
      allowedEndpoints: nullable,
    })
    fc.assert(
      fc.property(columns, each => {
        expect(readStoredPolicy(textOf(each)).columns).toEqual({ ...each, credits: each.credits === 1 })
      }),
    )
  })

  test.each(['scopes', 'rateLimits', 'allowedIps', 'allowedEndpoints'] as const)(
    'denies where %s holds what stands between two columns',
    column => {
      const { policy, columns } = readStoredPolicy(textOf({ [column]: `[]${unitSeparator}[]` }))
      expect(policy).toBe(unreadablePolicy)
      expect(columns).toMatchObject({ scopes: '', allowedIps: '', allowedEndpoints: '' })
    },
  )

  test('denies what cannot be read', () => {
    expect(readStoredPolicy(textOf({ allowedIps: '["10.0.0.0/8"' })).policy).toBe(unreadablePolicy)
  })

  test('shows scopes that cannot be read as none', () => {
    expect(readStoredPolicy(textOf({ scopes: '["a"' })).scopesJson).toBe('[]')
  })
})
