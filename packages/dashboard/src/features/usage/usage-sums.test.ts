import type { UsageSummaryBucket } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { callersOf } from './callers.ts'
import { intervalWords, rangeOf } from './usage-range.ts'
import { outcomesWords, pointsOf, ranked, totalsOf, totalsWords } from './usage-sums.ts'

const now = Date.parse('2026-11-21T10:20:00Z')
const outcomes = {
  count: 0,
  status2xx: 0,
  status3xx: 0,
  status4xx: 0,
  status5xx: 0,
  durationMsAverage: null,
  durationMsMax: null,
}
const sum = (at: string, group: string | null, verifications: number): UsageSummaryBucket => ({
  at,
  group,
  verifications,
  cost: 0,
  outcomes: { ...outcomes, count: verifications, status2xx: verifications },
})

test('a period ends with the present interval and begins where the one before ends', () => {
  const range = rangeOf('24h', now)
  expect(new Date(range.end).toISOString()).toBe('2026-11-21T11:00:00.000Z')
  expect(new Date(range.first).toISOString()).toBe('2026-11-20T11:00:00.000Z')
  expect(new Date(range.before).toISOString()).toBe('2026-11-19T11:00:00.000Z')
  expect(new Date(rangeOf('30d', now).end).toISOString()).toBe('2026-11-22T00:00:00.000Z')
})

test('each interval has a point, with what was accepted, refused, and asked one period earlier', () => {
  const points = pointsOf(
    [
      sum('2026-11-20T10:00:00Z', 'valid', 4),
      sum('2026-11-20T10:00:00Z', 'expired', 1),
      sum('2026-11-21T10:00:00Z', 'revoked', 2),
      sum('2026-11-21T10:00:00Z', 'valid', 7),
    ],
    rangeOf('24h', now),
    'Europe/Berlin',
  )
  expect(points).toHaveLength(24)
  expect(points.at(-1)).toEqual({
    tick: '11:00',
    label: '21 Nov 2026, 11:00 (Europe/Berlin)',
    good: 7,
    bad: 2,
    before: 5,
  })
  expect(points[0]).toMatchObject({ good: 0, bad: 0, before: 0 })
})

test('days are those of UTC, in which they are added up', () => {
  expect(
    intervalWords(Date.parse('2026-11-20T00:00:00Z'), { name: '30d', interval: 'day' }, 'America/New_York'),
  ).toEqual({
    tick: '20 Nov',
    label: '20 Nov 2026 (UTC)',
  })
})

test('a period is told in a sentence, compared with the one before', () => {
  const words = (good: number, bad: number, before: number) =>
    totalsWords({ good, bad, before, outcomes }, { words: '7 days' })
  expect(words(1204, 3, 1000)).toBe('1,207 requests, 3 of them refused, 21% more than in the 7 days before.')
  expect(words(1, 0, 2)).toBe('1 request, none refused, 50% less than in the 7 days before.')
  expect(words(5, 0, 5)).toBe('5 requests, none refused, as many as in the 7 days before.')
  expect(words(5, 0, 0)).toBe('5 requests, none refused; none in the 7 days before.')
  expect(words(0, 0, 0)).toBe('0 requests.')
})

test('what came before the period counts for the comparison alone', () => {
  const range = rangeOf('24h', now)
  const totals = totalsOf(
    [sum('2026-11-20T10:00:00Z', 'valid', 4), sum('2026-11-21T10:00:00Z', 'valid', 7)],
    range,
  )
  expect(totals).toMatchObject({ good: 7, bad: 0, before: 4, outcomes: { count: 7, status2xx: 7 } })
  expect(outcomesWords(totals)).toContain('7 well (2xx)')
  expect(outcomesWords({ outcomes: { ...outcomes, count: 0 } })).toBeNull()
})

test('groups are added up over all intervals, the greatest first, and what was not accepted was refused', () => {
  const all = [sum('a', 'k1', 3), sum('b', 'k1', 4), sum('a', 'k2', 9), sum('a', null, 50), sum('a', 'k3', 1)]
  const valid = [sum('a', 'k1', 6), sum('a', 'k2', 10)]
  expect(ranked(all, valid, 2)).toEqual([
    { group: 'k2', good: 10, bad: 0 },
    { group: 'k1', good: 6, bad: 1 },
  ])
})

test('a caller is one program at one address', () => {
  const event = (ip: string | null, userAgent: string | null, code: 'valid' | 'expired', at: string) =>
    ({ ip, userAgent, code, at, count: 1 }) as Parameters<typeof callersOf>[0][number]
  const callers = callersOf([
    event('203.0.113.7', 'sync/1', 'valid', '3'),
    event('203.0.113.8', 'sync/1', 'valid', '2'),
    event('203.0.113.7', 'sync/1', 'expired', '1'),
  ])
  expect(callers).toMatchObject([
    { ip: '203.0.113.7', requests: 2, refused: 1, lastSeenAt: '3' },
    { ip: '203.0.113.8', requests: 1, refused: 0, lastSeenAt: '2' },
  ])
})
