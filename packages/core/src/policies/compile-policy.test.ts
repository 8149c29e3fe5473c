import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import type { KeyPolicySource } from './key-policy.ts'
import { policyCanonicalForm } from './policy-canonical-form.ts'

const source: KeyPolicySource = {
  scopes: ['leads:read', 'lists:*'],
  allowedIps: ['10.0.0.0/8', '2001:db8::1'],
  allowedEndpoints: [
    { method: 'GET', path: '/v1/leads/*' },
    { method: '*', path: '/v1/lists/**' },
  ],
  rateLimits: [
    { name: 'hour', limit: 1_000, windowSeconds: 3_600 },
    { name: 'burst', limit: 10, windowSeconds: 1 },
  ],
  credits: true,
}

/** Stored by other hands: any value where a type promises another. */
function stored(change: Record<string, unknown>): KeyPolicySource {
  return { ...source, ...change } as KeyPolicySource
}

describe('compilePolicy', () => {
  test('compiles every part', () => {
    const policy = compilePolicy(source)
    expect(policy.invalid).toBe(false)
    expect(policy.scopes.words).toEqual(['leads:read', 'lists:*'])
    expect(policy.networks?.has('10.1.2.3')).toBe(true)
    expect(policy.endpoints).toHaveLength(2)
    expect(policy.rateLimits.map(limit => limit.name)).toEqual(['burst', 'hour'])
    expect(policy.hasCredits).toBe(true)
  })

  test('tells no restriction from an empty one, which lets nothing through', () => {
    const open = compilePolicy(stored({ allowedIps: null, allowedEndpoints: null }))
    expect([open.networks, open.endpoints]).toEqual([null, null])
    const closed = compilePolicy(stored({ allowedIps: [], allowedEndpoints: [] }))
    expect(closed.networks?.has('10.0.0.1')).toBe(false)
    expect(closed.endpoints).toEqual([])
  })

  test.each([
    { scopes: null },
    { scopes: 'leads:read' },
    { scopes: ['leads:read', 'admin'] },
    { scopes: [null] },
    { scopes: { length: 1, 0: 'leads:read' } },
    { allowedIps: undefined },
    { allowedIps: '10.0.0.0/8' },
    { allowedIps: ['10.0.0.5/8'] },
    { allowedIps: ['not an address'] },
    { allowedIps: [10] },
    { allowedEndpoints: undefined },
    { allowedEndpoints: [{ method: 'GET' }] },
    { allowedEndpoints: [{ method: 'GET', path: 7 }] },
    { allowedEndpoints: [null] },
    { allowedEndpoints: [{ method: 'GET', path: 'v1' }] },
    { rateLimits: undefined },
    { rateLimits: [{ name: 'x', limit: -1, windowSeconds: 1 }] },
    { rateLimits: [{ name: 'x', limit: 1.5, windowSeconds: 1 }] },
    { rateLimits: [{ name: 'x', limit: 1, windowSeconds: Number.POSITIVE_INFINITY }] },
    { rateLimits: [{ name: '', limit: 1, windowSeconds: 1 }] },
    { rateLimits: [{ name: 'x', limit: '1', windowSeconds: 1 }] },
    { rateLimits: [null] },
    { credits: 'yes' },
    { credits: undefined },
  ])('marks a policy with %j invalid instead of throwing or widening it', change => {
    const policy = compilePolicy(stored(change))
    expect(policy.invalid).toBe(true)
    expect(policy.scopes.words).toEqual([])
    expect(policy.networks?.has('10.1.2.3')).toBe(false)
    expect(policyCanonicalForm(stored(change))).not.toBe(policyCanonicalForm(source))
  })

  test('never throws, whatever is stored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(source)), (value, part) => {
        expect(compilePolicy(stored({ [part]: value }))).toBeDefined()
        expect(policyCanonicalForm(stored({ [part]: value }))).toBeTypeOf('string')
        expect(compilePolicy(value as unknown as KeyPolicySource)).toBeDefined()
      }),
      { numRuns: 500 },
    )
  })
})

describe('policyCanonicalForm', () => {
  test('does not depend on order or repetition', () => {
    const shuffled: KeyPolicySource = {
      scopes: ['lists:*', 'leads:read', 'lists:*'],
      allowedIps: source.allowedIps?.toReversed() ?? null,
      allowedEndpoints: source.allowedEndpoints?.toReversed() ?? null,
      rateLimits: source.rateLimits.toReversed(),
      credits: true,
    }
    expect(policyCanonicalForm(shuffled)).toBe(policyCanonicalForm(source))
  })

  test('tells apart whatever is decided differently', () => {
    const changes = [
      {},
      { scopes: ['leads:read'] },
      { scopes: [] },
      { allowedIps: null },
      { allowedIps: [] },
      { allowedIps: ['10.0.0.0/8'] },
      { allowedEndpoints: null },
      { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/*' }] },
      { rateLimits: [] },
      { rateLimits: [...source.rateLimits, ...source.rateLimits] },
      { credits: false },
    ]
    expect(new Set(changes.map(change => policyCanonicalForm(stored(change)))).size).toBe(changes.length)
  })

  test('keeps a stored string from passing for the list of its characters', () => {
    expect(policyCanonicalForm(stored({ scopes: '**' }))).not.toBe(
      policyCanonicalForm(stored({ scopes: ['*', '*'] })),
    )
    expect(policyCanonicalForm(stored({ scopes: '*' }))).not.toBe(
      policyCanonicalForm(stored({ scopes: ['*'] })),
    )
  })
})
