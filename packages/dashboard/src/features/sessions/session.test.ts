import { expect, test } from 'vitest'
import { safeNext } from './session.ts'

test.each([
  '/account',
  '/organizations/org_1',
  '/organizations/org_1/apis/api_1/keys?search=CRM&status=active',
  '/help#key_revoked',
  '/organizations/org_1/apis/api_1/help?environment=test#key_revoked',
  '/installation/health',
])('%s is where somebody may go on', next => {
  expect(safeNext(next)).toBe(next)
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https:evil.example',
  'https://evil.example/organizations/x',
  '/%2f%2fevil.example',
  'javascript:alert(1)',
  '/organizations//evil.example',
  '/organizations/../sign-in',
  '/sign-in',
  '/installationx',
  '/accounts',
  '/account/../sign-in',
  '/organizations/x#y',
  '/help#token=y',
  '/help/../sign-in',
  '//help',
  '',
  undefined,
  42,
])('%s is not', next => {
  expect(safeNext(next)).toBe('/')
})
