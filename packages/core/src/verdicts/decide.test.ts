import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from '../policies/compile-policy.ts'
import type { KeyPolicySource } from '../policies/key-policy.ts'
import { GrantedScopes } from '../scopes/granted-scopes.ts'
import { parseScopeExpression } from '../scopes/parse-scope-expression.ts'
import { type ScopeExpression, scopesExpression } from '../scopes/scope-expression.ts'
import { type DecisionInput, decide, type KeyFacts } from './decide.ts'
import { verdictCodes } from './verdict-codes.ts'

const now = 1_700_000_000_000

const openPolicy: KeyPolicySource = {
  scopes: ['leads:read'],
  allowedIps: null,
  allowedEndpoints: null,
  rateLimits: [],
  credits: false,
}

function key(change: Partial<KeyFacts> = {}, policy: Partial<KeyPolicySource> = {}): KeyFacts {
  return {
    state: 'active',
    endsAt: null,
    expiresAt: null,
    apiId: 'api_1',
    organizationId: 'org_1',
    environment: 'live',
    organizationSuspended: false,
    policy: compilePolicy({ ...openPolicy, ...policy }),
    ceiling: null,
    apiScopes: new Set(['leads:read', 'leads:write', 'lists:read']),
    ...change,
  }
}

const nothingAsked: DecisionInput = {
  scopes: null,
  apiId: null,
  environment: null,
  organizationId: null,
  method: null,
  path: null,
  ip: null,
}

function ask(change: Partial<DecisionInput> = {}): DecisionInput {
  return { ...nothingAsked, ...change }
}

function expression(text: string): ScopeExpression {
  const parsed = parseScopeExpression(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.expression
}

/** Each reason to deny, as what it changes of an otherwise valid request. */
const reasons = [
  { code: 'revoked', key: { state: 'revoked' as const }, policy: {}, input: {} },
  { code: 'disabled', key: { state: 'disabled' as const }, policy: {}, input: {} },
  { code: 'expired', key: { expiresAt: now }, policy: {}, input: {} },
  { code: 'organization_suspended', key: { organizationSuspended: true }, policy: {}, input: {} },
  { code: 'wrong_api', key: {}, policy: {}, input: { apiId: 'api_2' } },
  { code: 'wrong_environment', key: {}, policy: {}, input: { environment: 'test' } },
  { code: 'wrong_organization', key: {}, policy: {}, input: { organizationId: 'org_2' } },
  { code: 'ip_not_allowed', key: {}, policy: { allowedIps: ['10.0.0.0/8'] }, input: {} },
  {
    code: 'endpoint_not_allowed',
    key: {},
    policy: { allowedEndpoints: [{ method: 'GET', path: '/v1' }] },
    input: {},
  },
  { code: 'insufficient_scope', key: {}, policy: {}, input: { scopes: scopesExpression(['leads:write']) } },
]

describe('order', () => {
  test('of several reasons the one that comes first in verdictCodes is told', () => {
    fc.assert(
      fc.property(fc.subarray(reasons, { minLength: 1 }), chosen => {
        const changes = chosen.toReversed()
        const facts = key(
          Object.assign({}, ...changes.map(reason => reason.key)),
          Object.assign({}, ...changes.map(reason => reason.policy)),
        )
        const input = ask(Object.assign({}, ...changes.map(reason => reason.input)))
        const first = verdictCodes.find(code => chosen.some(reason => reason.code === code))
        expect(decide(facts, input, now).code).toBe(first)
      }),
      { numRuns: 1_000 },
    )
  })

  test('covers every code that needs neither limits nor an unknown key', () => {
    const elsewhere = ['valid', 'malformed', 'not_found', 'rate_limited', 'credits_exhausted']
    expect(reasons.map(reason => reason.code)).toEqual(verdictCodes.filter(code => !elsewhere.includes(code)))
  })
})

describe('decide', () => {
  test('lets a key pass that nothing speaks against, without a new object', () => {
    const input = ask({ scopes: scopesExpression(['leads:read']), apiId: 'api_1', environment: 'live' })
    expect(decide(key(), input, now)).toEqual({ code: 'valid' })
    expect(decide(key(), input, now)).toBe(decide(key(), ask(), now))
  })

  test.each([
    [now - 1, 'expired'],
    [now, 'expired'],
    [now + 1, 'valid'],
    [null, 'valid'],
  ])('with expiresAt %s at %s', (expiresAt, code) => {
    expect(decide(key({ expiresAt }), ask(), now).code).toBe(code)
  })

  test.each([
    [now - 1, 'revoked'],
    [now, 'revoked'],
    [now + 1, 'valid'],
  ])('with a secret that ends at %s', (endsAt, code) => {
    expect(decide(key({ endsAt }), ask(), now).code).toBe(code)
  })

  test('compares the address in any spelling and denies without one', () => {
    const facts = key({}, { allowedIps: ['203.0.113.0/24'] })
    expect(decide(facts, ask({ ip: '203.0.113.7' }), now).code).toBe('valid')
    expect(decide(facts, ask({ ip: '::FFFF:cb00:7107' }), now).code).toBe('valid')
    for (const ip of ['203.0.114.1', 'unknown', '', '203.0.113.7:80', null]) {
      expect(decide(facts, ask({ ip }), now).code).toBe('ip_not_allowed')
    }
  })

  test('compares the normal form of the path and denies without method, path or normal form', () => {
    const facts = key({}, { allowedEndpoints: [{ method: 'GET', path: '/v1/leads/*' }] })
    const code = (method: string | null, path: string | null): string =>
      decide(facts, ask({ method, path }), now).code
    expect(code('GET', '/v1/leads/42?x=1')).toBe('valid')
    expect(code('HEAD', '/v1/lists/../leads/%34')).toBe('valid')
    for (const [method, path] of [
      ['POST', '/v1/leads/42'],
      ['GET', '/v1/leads/../admin'],
      ['GET', '/v1//leads/42'],
      ['GET', null],
      [null, '/v1/leads/42'],
    ] as const) {
      expect(code(method, path)).toBe('endpoint_not_allowed')
    }
  })

  test('denies everything when the stored policy cannot be read, and says so to the operator', () => {
    const facts = key({}, { allowedIps: ['10.0.0.5/8'] })
    expect(decide(facts, ask(), now)).toEqual({ code: 'disabled', policyInvalid: true })
    expect(decide({ ...facts, state: 'revoked' }, ask(), now).code).toBe('revoked')
  })

  test('takes an unknown state for disabled', () => {
    expect(decide(key({ state: 'bogus' as 'active' }), ask(), now).code).toBe('disabled')
  })
})

describe('scopes', () => {
  const asked = ask({ scopes: scopesExpression(['leads:read', 'leads:write']) })

  test('need the key, the ceiling and the API to agree', () => {
    expect(decide(key({}, { scopes: ['leads:*'] }), asked, now).code).toBe('valid')
    expect(decide(key({}, { scopes: ['leads:read'] }), asked, now)).toEqual({
      code: 'insufficient_scope',
      missingScopes: ['leads:write'],
    })
    expect(decide(key({ ceiling: GrantedScopes.of(['*:read']) }, { scopes: ['*'] }), asked, now)).toEqual({
      code: 'insufficient_scope',
      missingScopes: ['leads:write'],
    })
    expect(decide(key({ apiScopes: new Set(['leads:write']) }, { scopes: ['*'] }), asked, now)).toEqual({
      code: 'insufficient_scope',
      missingScopes: ['leads:read'],
    })
  })

  test('absent or empty grant nothing where one is asked', () => {
    expect(decide(key({}, { scopes: [] }), ask(), now).code).toBe('valid')
    expect(decide(key({}, { scopes: [] }), asked, now).code).toBe('insufficient_scope')
  })

  test('in an expression are decided on what is left after the ceiling', () => {
    const input = ask({ scopes: expression('leads:read and not leads:write') })
    expect(decide(key({}, { scopes: ['leads:*'] }), input, now)).toEqual({
      code: 'insufficient_scope',
      missingScopes: [],
    })
    expect(
      decide(key({ ceiling: GrantedScopes.of(['*:read']) }, { scopes: ['leads:*'] }), input, now).code,
    ).toBe('valid')
  })

  test('taken away never turn a denial into a pass, unless the expression has a `not`', () => {
    const words = ['leads:read', 'leads:write', 'lists:read', 'leads:*', '*:read', '*']
    const texts = fc.constantFrom(
      'leads:read',
      'leads:read and leads:write',
      'leads:write or lists:read',
      '(leads:read or lists:read) and leads:write',
    )
    const ceilings = fc.option(fc.subarray(words))
    fc.assert(
      fc.property(
        fc.subarray(words),
        fc.subarray(words),
        ceilings,
        texts,
        (scopes, removed, ceiling, text) => {
          const facts = { ceiling: ceiling === null ? null : GrantedScopes.of(ceiling) }
          const input = ask({ scopes: expression(text) })
          const rest = scopes.filter(word => !removed.includes(word))
          if (decide(key(facts, { scopes: rest }), input, now).code !== 'valid') return
          expect(decide(key(facts, { scopes }), input, now).code).toBe('valid')
        },
      ),
      { numRuns: 500 },
    )
  })
})
