import type { OrganizationView } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { draftOf, patchOf } from './organization-draft.ts'

const stored: OrganizationView = {
  id: 'org_1',
  name: 'Northwind',
  externalId: null,
  scopeCeiling: ['leads:read'],
  timezone: 'Europe/Berlin',
  businessHours: null,
  suspended: false,
  keyPolicy: {},
  rateLimits: [{ name: 'company', limit: 100, windowSeconds: 60 }],
  credits: { remaining: 7, refill: { amount: 50, every: 'month', timezone: 'Europe/Berlin' } },
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
}

test('nothing touched is nothing sent, the balance above all', () => {
  expect(patchOf(draftOf(stored), draftOf(stored))).toEqual({})
  expect(patchOf(draftOf(stored), { ...draftOf(stored), name: 'Northwind AG' })).toEqual({
    name: 'Northwind AG',
  })
})

test('what is taken away is null: no ceiling, no credits, no id', () => {
  const draft = { ...draftOf(stored), hasCeiling: false, credits: '', limits: [] }
  expect(patchOf(draftOf(stored), draft)).toEqual({ scopeCeiling: null, credits: null, rateLimits: [] })
})

test('a balance that is given has its refill with it', () => {
  expect(patchOf(draftOf(stored), { ...draftOf(stored), credits: '900' })).toEqual({
    credits: { remaining: 900, refill: { amount: 50, every: 'month' } },
  })
})
