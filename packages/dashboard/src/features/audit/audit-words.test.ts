import { expect, test } from 'vitest'
import { actionWords, targetName } from './audit-words.ts'

test.each([
  ['key.created', 'Key created'],
  ['user.recovery_codes_replaced', 'User recovery codes replaced'],
])('%s is told as %s', (action, words) => {
  expect(actionWords(action)).toBe(words)
})

test.each([
  [{ type: 'session', id: 'ses_1', name: 'Session' }, { reason: 'signed out' }, null],
  [{ type: 'portal_session', id: 'pse_1', name: 'Portal session' }, {}, null],
  [
    { type: 'invitation', id: 'inv_1', name: 'Invitation' },
    { after: { email: 'a@b.example' } },
    'a@b.example',
  ],
  [{ type: 'member', id: 'mem_1', name: 'Member' }, { before: { name: 'Ada', email: 'a@b.example' } }, 'Ada'],
  [{ type: 'key', id: 'key_1', name: 'Nightly sync' }, { after: { name: 'Other' } }, 'Nightly sync'],
  [{ type: 'key', id: 'key_1', name: 'Key' }, {}, 'Key'],
  [{ type: 'api', id: 'api_1', name: 'API' }, {}, 'API'],
  [{ type: 'user', id: 'usr_1', name: 'User' }, {}, null],
])('what has no name of its own is not named twice: %j', (target, details, name) => {
  expect(targetName({ target, details })).toBe(name)
})
