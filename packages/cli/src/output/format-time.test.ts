import { expect, test } from 'vitest'
import { formatExactTime, formatTime } from './format-time.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

test.each([
  [null, 'never'],
  ['2026-11-21T11:59:30.000Z', 'just now'],
  ['2026-11-21T12:00:30.000Z', 'in a moment'],
  ['2026-11-21T11:59:00.000Z', '1 minute ago'],
  ['2026-11-21T09:00:00.000Z', '3 hours ago'],
  ['2026-11-24T12:00:00.000Z', 'in 3 days'],
  ['2026-11-14T12:00:00.000Z', '7 days ago'],
  ['2026-11-14T11:59:59.000Z', '2026-11-14'],
  ['2027-03-01T22:59:59.000Z', '2027-03-01'],
])('%s is %s', (instant, text) => {
  expect(formatTime(instant, now)).toBe(text)
})

test('the exact instant has its timezone, and its distance while that is short', () => {
  expect(formatExactTime('2026-11-21T09:00:00.000Z', now)).toBe('2026-11-21T09:00:00Z (3 hours ago)')
  expect(formatExactTime('2027-03-01T22:59:59.000Z', now)).toBe('2027-03-01T22:59:59Z')
})
