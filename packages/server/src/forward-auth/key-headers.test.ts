import { expect, test } from 'vitest'
import { keyHeaders } from './key-headers.ts'

test('says whose key it is, and what it may do with spaces between', () => {
  const scopes = ['leads:read', 'lists:*']
  const toHeaders = (id: string, organizationId: string, granted: readonly string[]) =>
    keyHeaders({ id, organizationId, scopes: granted })
  expect(toHeaders('key_1', 'org_1', scopes)).toEqual({
    'x-keyturn-key-id': 'key_1',
    'x-keyturn-organization-id': 'org_1',
    'x-keyturn-scopes': 'leads:read lists:*',
  })
  expect(toHeaders('key_2', 'org_2', scopes)).toEqual({
    'x-keyturn-key-id': 'key_2',
    'x-keyturn-organization-id': 'org_2',
    'x-keyturn-scopes': 'leads:read lists:*',
  })
  expect(toHeaders('key_1', 'org_1', ['leads:read'])['x-keyturn-scopes']).toBe('leads:read')
  expect(toHeaders('key_1', 'org_1', [])['x-keyturn-scopes']).toBe('')
})
