import { expect, test } from 'vitest'
import { looksLikeKey, providerBody, providerDraftOf } from './provider-draft.ts'

const provider = {
  id: 'idp_1',
  organizationId: 'org_1',
  name: 'Example login',
  issuer: 'https://login.example.com',
  clientId: 'keyturn',
  hasClientSecret: true,
  emailDomains: ['example.com'],
  enabled: true,
  enforced: true,
  joiningPermissions: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
}

test('the secret that is known is kept by not being sent', () => {
  const draft = providerDraftOf(provider)
  expect(providerBody(draft, '')).not.toHaveProperty('clientSecret')
  expect(providerBody({ ...draft, secret: 'new' }, 'another')).toMatchObject({ clientSecret: 'another' })
  expect(providerBody({ ...draft, secret: 'none' }, 'left over')).toMatchObject({ clientSecret: null })
})

test('nobody joins by signing in unless that is chosen', () => {
  const draft = { ...providerDraftOf(provider), joiningPermissions: ['view_keys'] as const }
  expect(providerBody(draft, '').joiningPermissions).toBeNull()
  expect(providerBody({ ...draft, admits: true }, '').joiningPermissions).toEqual(['view_keys'])
})

test('what is switched off is not the only way in', () => {
  const draft = { ...providerDraftOf(provider), enabled: false }
  expect(providerBody(draft, '')).toMatchObject({ enabled: false, enforced: false })
})

test('domains are read as people write them', () => {
  const draft = { ...providerDraftOf(provider), emailDomains: '@Example.com, example.org\n\nexample.net ' }
  expect(providerBody(draft, '').emailDomains).toEqual(['example.com', 'example.org', 'example.net'])
})

test('an API key is no secret of a provider', () => {
  expect(looksLikeKey(' ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH\n')).toBe(true)
  expect(looksLikeKey('GOCSPX-0123456789abcdefghijklmnopqr')).toBe(false)
})
