import { expect, test } from 'vitest'
import { isSamePolicy, loosens, policyDraftOf, policyOf } from './policy-draft.ts'

const policy = { rotation: { production: 30 }, maxLifetimeDays: 90, requireMfa: true }
const draft = policyDraftOf({ keyPolicy: policy })

test('a policy that nobody has changed is sent as it was', () => {
  expect(policyOf(draft)).toEqual(policy)
  expect(policyOf(policyDraftOf({ keyPolicy: {} }))).toEqual({})
})

test('what is not understood is not set', () => {
  const strange = { rotation: null, maxLifetimeDays: null, requireExpiry: 'yes', requireMfa: false, other: 1 }
  expect(policyOf(policyDraftOf({ keyPolicy: strange }))).toEqual({})
})

test('a change is one, whatever it is spelled like', () => {
  expect(isSamePolicy({ ...draft, maxLifetimeDays: '090' }, draft)).toBe(true)
  expect(isSamePolicy({ ...draft, maxLifetimeDays: '' }, draft)).toBe(false)
})

test.each([{ requireMfa: false }, { maxLifetimeDays: '' }, { maxLifetimeDays: '91' }, { production: '31' }])(
  '%j loosens it',
  part => {
    expect(loosens({ ...draft, ...part }, draft)).toBe(true)
  },
)

test.each([{}, { maxLifetimeDays: '9' }, { elevated: '7' }, { requireExpiry: true }])('%j does not', part => {
  expect(loosens({ ...draft, ...part }, draft)).toBe(false)
})
