import { expect, test } from 'vitest'
import { verdictCodes, verdictStatus } from './verdict-codes.ts'
import { verdictDetail } from './verdict-detail.ts'

test('gives 401 for the first five denials, then 403, and 429 and 402 at the end', () => {
  const statuses = verdictCodes.map(verdictStatus)
  expect(statuses).toEqual([200, 401, 401, 401, 401, 401, 403, 403, 403, 403, 403, 403, 403, 429, 402])
})

test('explains every verdict in sentences', () => {
  for (const code of verdictCodes) expect(verdictDetail(code)).toMatch(/^[A-Z].+\.$/)
})

test('names the missing scopes of insufficient_scope and of nothing else', () => {
  expect(verdictDetail('insufficient_scope', { missingScopes: ['a:b', 'c:d'] })).toContain('a:b, c:d')
  expect(verdictDetail('insufficient_scope', { missingScopes: [] })).toBe(verdictDetail('insufficient_scope'))
  expect(verdictDetail('revoked', { missingScopes: ['a:b'] })).toBe(verdictDetail('revoked'))
})
