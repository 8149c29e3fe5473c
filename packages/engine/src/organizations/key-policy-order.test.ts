import { expect, test } from 'vitest'
import { isAtLeastAsTight } from './key-policy-order.ts'

test.each([
  [{}, {}],
  [{ requireExpiry: true }, {}],
  [{ maxLifetimeDays: 30 }, { maxLifetimeDays: null }],
  [{ maxLifetimeDays: 30 }, { maxLifetimeDays: 90 }],
  [{ maxLifetimeDays: 30 }, { maxLifetimeDays: 30 }],
  [{ rotation: { production: 30, elevated: 14 } }, { rotation: { production: 60 } }],
  [
    { requireMfa: true, requireAllowedIps: true },
    { requireMfa: true, requireAllowedIps: false },
  ],
])('%j asks for all that %j asks for', (policy, than) => {
  expect(isAtLeastAsTight(policy, than)).toBe(true)
})

test.each([
  [{}, { requireExpiry: true }],
  [{ requireMfa: false }, { requireMfa: true }],
  [{}, { requireAllowedIps: true }],
  [{}, { requirePurposeWithoutExpiry: true }],
  [{ maxLifetimeDays: null }, { maxLifetimeDays: 90 }],
  [{}, { maxLifetimeDays: 90 }],
  [{ maxLifetimeDays: 91 }, { maxLifetimeDays: 90 }],
  [{ rotation: { production: 61 } }, { rotation: { production: 60 } }],
  [{ rotation: { development: 1 } }, { rotation: { production: 60 } }],
  [{ requireExpiry: true }, { requireExpiry: true, maxLifetimeDays: 90 }],
])('%j leaves out some of %j', (policy, than) => {
  expect(isAtLeastAsTight(policy, than)).toBe(false)
})
