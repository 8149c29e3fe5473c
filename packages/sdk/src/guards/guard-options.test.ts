import { describe, expect, test } from 'vitest'
import { parseGuardOptions } from './guard-options.ts'

const keyturn = {
  keys: { verify: () => Promise.reject() },
  usage: { reportOutcomes: () => Promise.reject() },
}
const options = { keyturn, apiId: 'api_1', environment: 'live' }

describe('options of a guard', () => {
  test.each([
    ['keyturn', { keyturn: undefined }],
    ['apiId', { apiId: undefined }],
    ['apiId', { apiId: '' }],
    ['apiId', { apiId: 'ord' }],
    ['environment', { environment: undefined }],
    ['environment', { environment: '' }],
    ['environment', { environment: [] }],
    ['environment', { environment: ['live', ''] }],
    ['scopes', { scopes: '' }],
    ['scopes', { scopes: 'leads:read and' }],
    ['scopes', { scopes: ['leads:*'] }],
    ['scopes', { scopes: ['leads:read or leads:write'] }],
    ['scopes', { scopes: {} }],
    ['cost', { cost: -1 }],
    ['cost', { cost: 1.5 }],
    ['trustedProxies', { trustedProxies: ['localhost'] }],
    ['trustedProxies', { trustedProxies: ['10.0.0.5/8'] }],
    ['"proxy.internal"', { trustedProxies: ['10.0.0.0/8', 'proxy.internal'] }],
    ['onUnavailable', { onUnavailable: 'maybe' }],
    ['scope is not an option', { scope: ['leads:read'] }],
    ['Scopes is not an option', { Scopes: ['leads:read'] }],
  ])('refuses a start with a wrong %s and names it', (name, wrong) => {
    // @ts-expect-error: programs in JavaScript get here.
    expect(() => parseGuardOptions({ ...options, ...wrong })).toThrow(name)
  })

  test('takes what an object of a class answers as it takes what is its own', () => {
    class Settings {
      keyturn = keyturn
      apiId = 'api_1'
      get environment() {
        return 'live'
      }
      get cost() {
        return 5
      }
    }
    expect(parseGuardOptions(new Settings())).toMatchObject({ environment: 'live', cost: 5 })
    const misspelt = Object.assign(Object.create({ scope: ['leads:read'] }), options)
    expect(() => parseGuardOptions(misspelt)).toThrow('scope is not an option')
  })

  test('denies while Keyturn is away unless told otherwise', () => {
    expect(parseGuardOptions(options)).toMatchObject({
      onUnavailable: 'deny',
      scopes: [],
      trustedProxies: [],
    })
  })

  test.each(['live', 'any', ['live', 'test'], () => 'live'])('takes the environment %o', environment => {
    expect(parseGuardOptions({ ...options, environment }).environment).toBe(environment)
  })
})
