import { expect, test } from 'vitest'
import { changedMembers, toldFacts } from './detail-words.ts'

const reading = { zone: 'Europe/Berlin', apis: [{ id: 'api_1', name: 'Enrich Engine' }] }

function labelled(facts: readonly { label: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(facts.map(({ label, value }) => [label, value]))
}

test('a change shows the members that differ, in words and in the zone of whoever looks, and nothing else', () => {
  const before = { name: 'One', scopes: ['a:read'], usedBy: null, updatedAt: '2026-11-21T09:00:00.000Z' }
  const after = {
    name: 'One',
    scopes: ['a:read', 'b:read'],
    usedBy: 'cron',
    expiresAt: '2026-12-01T23:30:00.000Z',
    allowedIps: ['203.0.113.0/24'],
    revokeReason: 'Leaked',
    updatedAt: '2026-11-21T09:00:01.000Z',
  }
  expect(changedMembers({ before, after }, reading)).toEqual([
    { name: 'scopes', label: 'Scopes', before: 'a:read', after: 'a:read, b:read' },
    { name: 'usedBy', label: 'Used by', before: 'None', after: 'cron' },
    { name: 'expiresAt', label: 'Expires', before: 'None', after: '2 Dec 2026, 00:30:00 (Europe/Berlin)' },
    { name: 'allowedIps', label: 'Allowed addresses', before: 'None', after: '203.0.113.0/24' },
  ])
  expect(toldFacts({ before, after, reason: 'Leaked' }, reading)).toEqual([
    { name: 'reason', label: 'Reason', value: 'Leaked' },
  ])
})

test('an event without a before and an after is no change of members', () => {
  expect(changedMembers({ start: 'ee_live_abc' }, reading)).toBeNull()
})

test('what was made is told by what it has, each thing by its name', () => {
  const after = {
    id: 'key_1',
    name: 'None',
    externalId: 'crm-7',
    createdBy: { type: 'user', id: 'usr_1', name: 'Ada' },
    allowedEndpoints: [{ method: 'GET', path: '/v1/leads' }],
    rateLimits: [{ name: 'default', limit: 1000, windowSeconds: 60 }],
    credits: { remaining: 5, refill: { amount: 5, every: 'month' } },
    permissions: ['view_logs', 'administer'],
    purpose: null,
    allowedIps: [],
    console: { section: null, requires: [] },
    metadata: { customerId: 7 },
    makerLeft: false,
    email: 'ada@example.com',
    createdAt: '2026-11-21T09:00:00.000Z',
  }
  expect(labelled(toldFacts({ after }, reading))).toEqual({
    Name: 'None',
    'External id': 'crm-7',
    'Made by': 'Ada',
    'Allowed endpoints': 'GET /v1/leads',
    Limits: 'name: default, limit: 1,000, window: 60 seconds',
    Credits: 'remaining: 5, refill: (amount: 5, every: month)',
    Permissions: 'View logs, Administrator',
    'E-mail': 'ada@example.com',
    Metadata: '{"customerId":7}',
  })
})

test('a request is told by its members, and a rotation by its overlap', () => {
  const requestedBy = { type: 'user', id: 'usr_1', name: 'Ada' }
  const request = { id: 'req_1', requestedBy, permission: 'view_keys', apiId: 'api_1', decision: null }
  expect(labelled(toldFacts({ request }, reading))).toEqual({
    'Asked by': 'Ada',
    Permission: 'View keys',
    API: 'Enrich Engine',
  })
  expect(
    labelled(toldFacts({ start: 'ee_live_abc', overlapSeconds: 86_400, retiring: null }, reading)),
  ).toEqual({
    'Begins with': 'ee_live_abc',
    Overlap: '86,400 seconds',
  })
})
