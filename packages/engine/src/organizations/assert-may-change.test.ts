import { describe, expect, test } from 'vitest'
import { assertMayChange, assertUnconfined } from './assert-may-change.ts'

const everything = { organizationId: null, apiId: null }
const own = { organizationId: 'org_a', apiId: null }
const oneApi = { organizationId: null, apiId: 'api_a' }

describe('a credential that is confined to the organization', () => {
  test('changes how it presents itself', () => {
    expect(() => assertMayChange(own, { name: 'New', timezone: 'UTC', businessHours: null })).not.toThrow()
  })

  test.each([
    { scopeCeiling: null },
    { suspended: false },
    { rateLimits: null },
    { credits: { remaining: 1 } },
    { keyPolicy: {} },
    { externalId: 'other' },
  ])('cannot set %o, which would loosen what the vendor decided', patch => {
    expect(() => assertMayChange(own, patch)).toThrow(Object.keys(patch)[0])
  })
})

test('a credential that is confined to an API changes no organization', () => {
  expect(() => assertMayChange(oneApi, { name: 'New' })).toThrow('one API')
})

test('only an unconfined credential makes and deletes organizations', () => {
  expect(() => assertUnconfined(own)).toThrow()
  expect(() => assertUnconfined(oneApi)).toThrow()
  expect(() => assertUnconfined(everything)).not.toThrow()
  expect(() => assertMayChange(everything, { suspended: true })).not.toThrow()
})
