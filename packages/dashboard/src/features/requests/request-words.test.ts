import type { ResetRequest } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { endOf, mayGrant, nameOf, outcomeWords, toldWords } from './request-words.ts'

const by = { type: 'user', id: 'usr_1', name: 'Grace' }
const request: ResetRequest = {
  id: 'rst_1',
  organizationId: 'org_1',
  apiId: 'api_1',
  keyId: 'key_1',
  keyName: 'Shared',
  environment: 'live',
  start: 'ex_live_abc',
  reason: 'It stood in a ticket',
  status: 'open',
  requestedBy: by,
  createdAt: '2026-11-21T09:00:00.000Z',
  expiresAt: '2026-11-28T09:00:00.000Z',
  decision: null,
}
const decision = { by, at: '2026-11-22T09:00:00.000Z', reason: null }

test('what became of a request says who decided, and when', () => {
  expect(outcomeWords(request)).toBeNull()
  expect(outcomeWords({ ...request, status: 'declined', decision })).toBe('Declined by Grace')
  expect(outcomeWords({ ...request, status: 'superseded' })).toBe('No longer needed')
  expect(endOf({ ...request, status: 'declined', decision })).toBe(decision.at)
  expect(endOf({ ...request, status: 'expired' })).toBe(request.expiresAt)
  expect(endOf({ ...request, status: 'withdrawn' })).toBeNull()
})

test('a program is not taken for a person', () => {
  expect(nameOf({ type: 'key', id: 'key_2', name: 'Deploy bot' })).toBe('API key Deploy bot')
  expect(nameOf(by)).toBe('Grace')
  expect(toldWords(request, 'is told')).toBe(' Grace is told.')
  expect(toldWords({ ...request, requestedBy: { type: 'key', id: 'key_2', name: 'Bot' } }, 'is told')).toBe(
    '',
  )
})

test('nobody grants what they do not hold, but for administrators and staff', () => {
  expect(mayGrant(['manage_users'], 'view_logs')).toBe(false)
  expect(mayGrant(['manage_users', 'view_logs'], 'view_logs')).toBe(true)
  expect(mayGrant(['administer'], 'view_logs')).toBe(true)
  expect(mayGrant(null, 'view_logs')).toBe(true)
})
