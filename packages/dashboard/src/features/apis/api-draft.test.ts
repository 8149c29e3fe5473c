import type { ApiView } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { bodyOf, draftOf, emptyApiDraft, patchOf } from './api-draft.ts'
import { apiPresets, withPreset } from './api-presets.ts'

const stored: ApiView = {
  id: 'api_1',
  name: 'Enrich Engine',
  prefix: 'ee',
  environments: ['live', 'test'],
  scopes: [{ name: 'leads:read', description: 'View leads', sensitive: false }],
  keyPolicy: 'many',
  reveal: 'once',
  rotation: { production: 90, development: 180, elevated: 45 },
  maxLifetimeDays: null,
  sensitiveEndpoints: [{ method: '*', path: '/v1/smtp' }],
  credentialHeader: 'X-API-Key',
  baseUrl: 'https://api.example.com',
  testRequest: { method: 'GET', path: '/v1/lists' },
  envVariable: 'ENRICH_ENGINE_KEY',
  portalOrigins: ['https://app.example.com'],
  console: {
    section: 'Settings',
    page: 'API Keys',
    form: 'full',
    submitLabel: 'Create',
    display: 'masked',
    requires: ['view_keys'],
  },
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
}

test('what is set comes through the form as it was', () => {
  const { id: _, createdAt: __, updatedAt: ___, ...settings } = stored
  expect(bodyOf(draftOf(stored))).toEqual(settings)
  expect(patchOf(draftOf(stored), draftOf(stored))).toEqual({})
})

test('a change sends the members that differ and no others, and never the prefix', () => {
  const before = draftOf(stored)
  const draft = { ...before, prefix: 'xx', baseUrl: ' ', maxLifetimeDays: '30' }
  expect(patchOf(before, draft)).toEqual({ baseUrl: null, maxLifetimeDays: 30 })
})

test('scopes without a name are not sent, and labels that are empty keep their default', () => {
  const draft = { ...emptyApiDraft, scopes: [{ name: ' ', description: 'x', sensitive: true }] }
  const { scopes, console } = bodyOf(draft)
  expect(scopes).toEqual([])
  expect(console).not.toHaveProperty('submitLabel')
})

test('a preset keeps what was typed already', () => {
  const typed = { ...emptyApiDraft, name: 'Mine', prefix: 'my', baseUrl: 'https://my.example' }
  for (const each of apiPresets) {
    expect(withPreset(typed, each)).toMatchObject({
      name: 'Mine',
      prefix: 'my',
      baseUrl: 'https://my.example',
    })
    expect(withPreset(typed, each).console.page).toBe(each.draft.console.page)
  }
})
