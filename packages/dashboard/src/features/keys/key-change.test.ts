import type { KeyView } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { differencesOf, draftOf, patchOf } from './key-change.ts'
import { keyWords } from './policy-words.ts'

const where = { now: Date.parse('2026-11-21T12:00:00Z'), zone: 'Europe/Berlin' }
const key = {
  id: 'key_1',
  name: 'CRM sync',
  environment: 'live',
  type: 'production',
  scopes: ['leads:read'],
  purpose: 'Copies leads',
  usedBy: null,
  expiresAt: '2027-02-18T22:59:59.999Z',
  rotateBy: '2027-02-19T12:00:00Z',
  allowedIps: null,
  allowedEndpoints: [{ method: 'GET', path: '/v1/leads' }],
  rateLimits: [{ name: 'calls', limit: 100, windowSeconds: 60 }],
  rotateEveryDays: null,
  credits: { remaining: 40, refill: { amount: 100, every: 'day', timezone: 'UTC' } },
} as unknown as KeyView
const draft = draftOf(key, where.zone)

test('a form that nobody touched changes nothing', () => {
  expect(differencesOf(key, draft, where)).toEqual([])
  expect(patchOf(key, draft, where)).toEqual({})
})

test('a date of a form is a day of the timezone, and the same day is no change', () => {
  expect(draft.expiryDate).toBe('2027-02-18')
  const later = { ...draft, expiryDate: '2027-02-19' }
  expect(patchOf(key, later, where)).toEqual({ expiresAt: '2027-02-19' })
  expect(patchOf(key, { ...draft, expiry: 'never' }, where)).toEqual({ expiresAt: null })
})

test('only what differs is sent, and told before and after', () => {
  const changed = { ...draft, scopes: ['leads:read', 'leads:write'], allowedIps: '203.0.113.7', purpose: ' ' }
  expect(patchOf(key, changed, where)).toEqual({
    scopes: ['leads:read', 'leads:write'],
    allowedIps: ['203.0.113.7'],
    purpose: null,
  })
  expect(differencesOf(key, changed, where)).toEqual([
    { label: 'Scopes', before: 'leads:read', after: 'leads:read, leads:write' },
    { label: 'Purpose', before: 'Copies leads', after: 'Not said' },
    { label: 'Allowed addresses', before: 'Anywhere', after: '203.0.113.7' },
  ])
})

test('scopes in another order are the same scopes', () => {
  const two = { ...key, scopes: ['b:read', 'a:read'] }
  expect(patchOf(two, { ...draftOf(two, 'UTC'), scopes: ['a:read', 'b:read'] }, where)).toEqual({})
})

test('a new balance keeps the refill', () => {
  expect(
    patchOf(
      key,
      { ...draft, credits: '7', limits: [{ name: 'calls', limit: '5', windowSeconds: '60' }] },
      where,
    ),
  ).toEqual({
    credits: { remaining: 7, refill: { amount: 100, every: 'day', timezone: 'UTC' } },
    rateLimits: [{ name: 'calls', limit: 5, windowSeconds: 60 }],
  })
  expect(patchOf(key, { ...draft, credits: '', limits: [] }, where)).toEqual({
    credits: null,
    rateLimits: null,
  })
})

test('of several limits one is changed and the others are kept', () => {
  const day = { name: 'day', limit: 9, windowSeconds: 86_400 }
  const limited = { ...key, rateLimits: [...key.rateLimits, day] }
  const [first, second] = draftOf(limited, 'UTC').limits
  const limits = [{ ...first, limit: '1' }, second] as typeof draft.limits
  expect(patchOf(limited, { ...draftOf(limited, 'UTC'), limits }, where)).toEqual({
    rateLimits: [{ name: 'calls', limit: 1, windowSeconds: 60 }, day],
  })
})

test('a time between rotations of its own is set, and taken off', () => {
  expect(patchOf(key, { ...draft, rotateEveryDays: '30' }, where)).toEqual({ rotateEveryDays: 30 })
  const own = { ...key, rotateEveryDays: 30 }
  expect(differencesOf(own, { ...draftOf(own, 'UTC'), rotateEveryDays: '' }, where)).toEqual([
    { label: 'Rotate every', before: '30 days', after: 'As keys of its type' },
  ])
  expect(patchOf(own, { ...draftOf(own, 'UTC'), rotateEveryDays: '' }, where)).toEqual({
    rotateEveryDays: null,
  })
})

test('the policy of a key is told in words, with every limit', () => {
  const api = {
    name: 'AutoReach',
    scopes: [{ name: 'leads:read', description: '', sensitive: false }],
    rotation: { production: 90, development: 180, elevated: 45 },
  }
  expect(keyWords(key, api, 'Europe/Berlin')).toBe(
    '“CRM sync” works in production of AutoReach, from anywhere. It may do everything this API offers. It can call GET /v1/leads and nothing else. It has at most 100 requests in 60 seconds and 40 credits left. It stops working at the end of 18 Feb 2027, and is due for rotation by 19 Feb 2027.',
  )
})
