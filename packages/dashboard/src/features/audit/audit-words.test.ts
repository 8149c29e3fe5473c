import { expect, test } from 'vitest'
import { actionWords, changedMembers } from './audit-words.ts'

test.each([
  ['key.created', 'Key created'],
  ['user.recovery_codes_replaced', 'User recovery codes replaced'],
])('%s is told as %s', (action, words) => {
  expect(actionWords(action)).toBe(words)
})

test('a change shows the members that differ, and nothing else', () => {
  const before = { name: 'One', scopes: ['a:read'], usedBy: null, updatedAt: '2026-11-21T09:00:00.000Z' }
  const after = {
    name: 'One',
    scopes: ['a:read', 'b:read'],
    usedBy: 'cron',
    updatedAt: '2026-11-21T09:00:01.000Z',
  }
  expect(changedMembers({ before, after })).toEqual([
    { name: 'scopes', before: '["a:read"]', after: '["a:read","b:read"]' },
    { name: 'usedBy', before: 'none', after: 'cron' },
  ])
})

test('an event without a before and an after is no change of members', () => {
  expect(changedMembers({ start: 'ee_live_abc' })).toBeNull()
})
