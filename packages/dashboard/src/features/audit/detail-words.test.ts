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
    { name: 'usedBy', label: 'Used by', before: null, after: 'cron' },
    { name: 'expiresAt', label: 'Expires', before: null, after: '2 Dec 2026, 00:30:00 (Europe/Berlin)' },
    { name: 'allowedIps', label: 'Allowed addresses', before: null, after: '203.0.113.0/24' },
  ])
  expect(toldFacts({ before, after, reason: 'Leaked' }, reading)).toEqual([
    { name: 'reason', label: 'Reason', value: 'Leaked' },
  ])
})

test.each([
  [
    'expiresAt',
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:30:00.000Z',
    '25 Oct 2026, 02:30:00 GMT+2 (Europe/Berlin)',
    '25 Oct 2026, 02:30:00 GMT+1 (Europe/Berlin)',
  ],
  [
    'expiresAt',
    '2026-10-25T12:00:00.000Z',
    '2026-10-25T12:00:00.500Z',
    '"2026-10-25T12:00:00.000Z"',
    '"2026-10-25T12:00:00.500Z"',
  ],
  ['purpose', 'None', null, '"None"', null],
  ['allowedIps', null, [], null, '[]'],
  [
    'createdBy',
    { type: 'user', id: 'usr_1', name: 'Ada' },
    { type: 'user', id: 'usr_2', name: 'Ada' },
    'Ada (usr_1)',
    'Ada (usr_2)',
  ],
  ['apiId', 'api_1', 'api_2', 'Enrich Engine (api_1)', 'Enrich Engine (api_2)'],
  ['enabled', true, false, 'Yes', 'No'],
  ['enabled', null, false, null, 'No'],
])('what differs is told, and told apart: %s of %j and %j', (name, left, right, before, after) => {
  const apis = [...reading.apis, { id: 'api_2', name: 'Enrich Engine' }]
  const changed = changedMembers({ before: { [name]: left }, after: { [name]: right } }, { ...reading, apis })
  expect(changed).toMatchObject([{ name, before, after }])
})

test('a member that is not there is none', () => {
  expect(changedMembers({ before: { usedBy: null }, after: {} }, reading)).toEqual([])
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
    enabled: false,
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
    'Maker has left': 'No',
    'Switched on': 'No',
  })
})

test.each([
  ['metadata', { enabled: false }, '{"enabled":false}'],
  ['metadata', { note: null }, '{"note":null}'],
  ['maxLifetimeDays', 1, '1 day'],
  ['overlapSeconds', 1, '1 second'],
  ['timeoutMs', 1_500, '1,500 ms'],
  ['rotation', { production: 90, development: 1 }, 'production: 90 days, development: 1 day'],
  ['revokedAt', '2026-12-01T23:30:00.000Z', '2 Dec 2026, 00:30:00 (Europe/Berlin)'],
  ['rotateBy', '2026-12-01T23:30:00.000Z', '2 Dec 2026, 00:30:00 (Europe/Berlin)'],
  ['purpose', '2026-12-01T23:30:00.000Z', '2026-12-01T23:30:00.000Z'],
  ['usedBy', '2026-12-01T23:30:00.000Z', '2026-12-01T23:30:00.000Z'],
])('%s of %j is told as %s', (name, value, words) => {
  expect(toldFacts({ after: { [name]: value } }, reading)).toMatchObject([{ name, value: words }])
})

test('nothing of no metadata is told', () => {
  expect(toldFacts({ after: { metadata: {} } }, reading)).toEqual([])
})

test('a member that is called as one of every object has its own label', () => {
  expect(toldFacts({ constructor: 'x' }, reading)).toEqual([
    { name: 'constructor', label: 'Constructor', value: 'x' },
  ])
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
