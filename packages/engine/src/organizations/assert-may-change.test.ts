import { describe, expect, test } from 'vitest'
import { assertMayChange, assertUnconfined } from './assert-may-change.ts'

const everything = { organizationId: null, apiId: null }
const own = { organizationId: 'org_a', apiId: null }
const oneApi = { organizationId: null, apiId: 'api_a' }
const present = { keyPolicy: { requireExpiry: true } }

describe('a credential that is confined to the organization', () => {
  test('changes how it presents itself', () => {
    expect(() =>
      assertMayChange(own, { name: 'New', timezone: 'UTC', businessHours: null }, present),
    ).not.toThrow()
  })

  test.each([
    { scopeCeiling: null },
    { suspended: false },
    { rateLimits: null },
    { credits: { remaining: 1 } },
    { keyPolicy: {} },
    { externalId: 'other' },
  ])('cannot set %o, which would loosen what the vendor decided', patch => {
    expect(() => assertMayChange(own, patch, present)).toThrow(Object.keys(patch)[0])
  })
})

describe('a key policy within the organization', () => {
  test('can ask for more', () => {
    const keyPolicy = { requireExpiry: true, maxLifetimeDays: 90 }
    expect(() => assertMayChange(own, { keyPolicy }, present)).not.toThrow()
  })

  test('is not replaced where nobody knows what it was', () => {
    const unknown = { keyPolicy: {}, unreadable: ['keyPolicy'] }
    expect(() => assertMayChange(own, { keyPolicy: { requireMfa: true } }, unknown)).toThrow('loosens')
  })
})

test('a credential that is confined to an API changes no organization', () => {
  expect(() => assertMayChange(oneApi, { name: 'New' }, present)).toThrow('one API')
})

test('only an unconfined credential makes and deletes organizations', () => {
  expect(() => assertUnconfined(own)).toThrow()
  expect(() => assertUnconfined(oneApi)).toThrow()
  expect(() => assertUnconfined(everything)).not.toThrow()
  expect(() => assertMayChange(everything, { suspended: true }, present)).not.toThrow()
})
