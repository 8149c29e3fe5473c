import { describe, expect, test } from 'vitest'
import { withoutToken } from '../../shared/without-token.ts'
import { bodyOf, emptyDraft, isUnfinished } from './key-draft.ts'
import { expiryChoicesFor, keyRules } from './key-rules.ts'
import { isForgotten, statusOf } from './key-status.ts'
import { nameHint } from './name-hint.ts'
import { policyWords } from './policy-words.ts'
import { isInUse, recentUseWords } from './recent-use.ts'
import { presetOf, scopesOfPreset, usefulPresets } from './scope-groups.ts'

const now = Date.parse('2026-11-21T23:30:00Z')
const rotation = { production: 90, development: 180, elevated: 45 }
const rules = keyRules({ rotation, maxLifetimeDays: null }, { keyPolicy: {} })
const place = { apiId: 'api_1', organizationId: 'org_1', now, zone: 'Europe/Berlin', rules }
const scopes = [
  { name: 'leads:read', description: '', sensitive: false },
  { name: 'leads:write', description: '', sensitive: false },
  { name: 'smtp:manage', description: '', sensitive: true },
]
const api = { name: 'AutoReach', scopes }

describe('a draft', () => {
  test('asks for nothing that was left empty', () => {
    expect(bodyOf({ ...emptyDraft('live', rules), name: ' CRM sync ' }, place)).toEqual({
      apiId: 'api_1',
      organizationId: 'org_1',
      name: 'CRM sync',
      environment: 'live',
    })
  })

  test('counts days in the timezone of the organization, where it is tomorrow already', () => {
    expect(bodyOf({ ...emptyDraft('live', rules), expiry: '30' }, place).expiresAt).toBe('2026-12-22')
    expect(
      bodyOf({ ...emptyDraft('live', rules), expiry: 'date', expiryDate: '2027-02-18' }, place).expiresAt,
    ).toBe('2027-02-18')
  })

  test('that ends on a day is not finished until the day is chosen, and says so', () => {
    const draft = { ...emptyDraft('live', rules), expiry: 'date' as const }
    expect(isUnfinished(draft, rules)).toBe(true)
    expect(policyWords(draft, api, { now, zone: 'UTC', rules })).toContain(
      'It stops working on a day that is not chosen yet',
    )
    expect(isUnfinished({ ...draft, expiryDate: '2027-02-18' }, rules)).toBe(false)
  })

  test('reads addresses and endpoints line by line', () => {
    const draft = {
      ...emptyDraft('live', rules),
      allowedIps: '203.0.113.7,\n198.51.100.0/24',
      allowedEndpoints: 'get /v1/leads\n/v1/lists/**',
    }
    expect(bodyOf(draft, place)).toMatchObject({
      allowedIps: ['203.0.113.7', '198.51.100.0/24'],
      allowedEndpoints: [
        { method: 'GET', path: '/v1/leads' },
        { method: '*', path: '/v1/lists/**' },
      ],
    })
  })

  test('is read back in words, with the rotation that its scopes ask for', () => {
    const draft = {
      ...emptyDraft('live', rules),
      name: 'Mailer',
      scopes: ['leads:read', 'smtp:manage'],
      allowedIps: '203.0.113.7',
    }
    expect(policyWords(draft, api, { now, zone: 'UTC', rules })).toBe(
      '“Mailer” will work in production of AutoReach, from 203.0.113.7 only. It may use leads:read and smtp:manage. It never expires, and is due for rotation by 5 Jan 2027.',
    )
  })
})

describe('rules of the organization', () => {
  const rulesOf = (keyPolicy: Record<string, unknown>, maxLifetimeDays: number | null = null) =>
    keyRules({ rotation, maxLifetimeDays }, { keyPolicy })

  test('that are tighter than those of the API hold', () => {
    const tight = rulesOf({ rotation: { production: 30, elevated: 60 }, maxLifetimeDays: 60 }, 365)
    expect(tight.rotation).toEqual({ production: 30, development: 180, elevated: 45 })
    expect(tight.lifetimeDaysMax).toBe(60)
    expect(expiryChoicesFor(tight)).toEqual(['30', 'date', 'longest'])
    expect(bodyOf(emptyDraft('live', tight), { ...place, rules: tight })).not.toHaveProperty('expiresAt')
    expect(policyWords(emptyDraft('live', tight), api, { ...place, rules: tight })).toContain(
      'stops working on 21 Jan 2027, and is due for rotation by 22 Dec 2026',
    )
  })

  test('that ask for an expiry take never away', () => {
    const dated = rulesOf({ requireExpiry: true })
    expect(expiryChoicesFor(dated)).toEqual(['30', '60', '90', 'date'])
    expect(emptyDraft('live', dated).expiry).toBe('90')
  })

  test('that ask for a reason want it for never alone', () => {
    const worded = rulesOf({ requirePurposeWithoutExpiry: true })
    const draft = emptyDraft('live', worded)
    expect(draft.expiry).toBe('90')
    expect(isUnfinished(draft, worded)).toBe(false)
    expect(isUnfinished({ ...draft, expiry: 'never' }, worded)).toBe(true)
    expect(isUnfinished({ ...draft, expiry: 'never', purpose: 'Sealed into devices' }, worded)).toBe(false)
    expect(isUnfinished({ ...draft, expiry: 'never' }, rules)).toBe(false)
  })
})

test('presets grant reading, all but the sensitive, everything; those that are the same are one', () => {
  expect(scopesOfPreset('Read-only', scopes)).toEqual(['leads:read'])
  expect(scopesOfPreset('Restricted', scopes)).toEqual(['leads:read', 'leads:write'])
  expect(presetOf(['smtp:manage', 'leads:write', 'leads:read'], scopes)).toBe('Full access')
  expect(presetOf(['leads:write'], scopes)).toBeNull()
  expect(usefulPresets(scopes.slice(0, 1))).toEqual(['Read-only'])
})

test.each(['API Key 1', 'test', 'My new key', 'prod-key-2'])('%s gets a hint', name => {
  expect(nameHint(name)).toContain('which system')
})

test.each(['', 'CRM sync', 'Zapier', 'Отчёты'])('%s gets none', name => {
  expect(nameHint(name)).toBeNull()
})

test('a state says how soon it changes', () => {
  const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString()
  expect(statusOf({ status: 'active', expiresAt: inDays(5), rotateBy: null }, now)).toEqual({
    tone: 'warning',
    text: 'Expires in 5 days',
  })
  expect(statusOf({ status: 'active', expiresAt: inDays(0.5), rotateBy: null }, now).text).toBe(
    'Expires today',
  )
  expect(statusOf({ status: 'active', expiresAt: inDays(60), rotateBy: null }, now).text).toBe('Active')
  expect(statusOf({ status: 'active', expiresAt: null, rotateBy: inDays(-1) }, now).text).toBe(
    'Rotation overdue',
  )
  expect(statusOf({ status: 'active', expiresAt: null, rotateBy: inDays(1) }, now).text).toBe('Active')
  expect(statusOf({ status: 'revoked', expiresAt: inDays(5), rotateBy: null }, now).text).toBe('Revoked')
  expect(isForgotten({ lastUsedAt: null, createdAt: inDays(-31) }, now)).toBe(true)
  expect(isForgotten({ lastUsedAt: null, createdAt: inDays(-29) }, now)).toBe(false)
})

test('a confirmation says what stops, and wants the name where something does', () => {
  const used = { requests: 1204, addresses: 3, isMore: false }
  const never = { lastUsedAt: null }
  expect(recentUseWords(never, used, String)).toBe(
    'It answered 1,204 requests from 3 addresses in the last hour.',
  )
  expect(recentUseWords(never, null, String)).toBe('It was never used.')
  expect(isInUse(never, used, now)).toBe(true)
  expect(isInUse({ lastUsedAt: new Date(now - 3_600_000).toISOString() }, null, now)).toBe(true)
  expect(isInUse({ lastUsedAt: new Date(now - 90_000_000).toISOString() }, null, now)).toBe(false)
})

test('a token is cut to its start wherever it stands in a search', () => {
  expect(withoutToken('ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH')).toBe('ee_live_012')
  expect(withoutToken('key: ee_live_0123456789ABCDEF please')).toBe('key: ee_live_012 please')
  expect(withoutToken('ee_live_abc')).toBe('ee_live_abc')
  expect(withoutToken('CRM sync')).toBe('CRM sync')
})
