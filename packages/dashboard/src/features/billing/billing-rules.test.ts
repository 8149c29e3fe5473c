import { expect, test } from 'vitest'
import { chartPoints, daySums, sumsCsv, totalOf } from './day-sums.ts'
import { boundsOf, daysOf, monthAfter, monthWords, recentMonths } from './month.ts'

const now = Date.parse('2026-11-03T15:00:00Z')

test('months follow each other over the year', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
  expect(monthAfter('2026-01', -1)).toBe('2025-12')
  expect(boundsOf('2026-12')).toEqual({ from: '2026-12-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' })
  expect(recentMonths(now, '2020-01-01T00:00:00Z')).toHaveLength(24)
  expect(recentMonths(now, '2026-09-30T23:00:00Z')).toEqual(['2026-11', '2026-10', '2026-09'])
  expect(recentMonths(now, '2026-11-03T15:00:01Z')).toEqual(['2026-11'])
  expect(monthWords('2026-11')).toBe('November 2026')
})

test('a month has the days that there were so far', () => {
  expect(daysOf('2026-11', now)).toEqual(['2026-11-01', '2026-11-02', '2026-11-03'])
  expect(daysOf('2026-02', now)).toHaveLength(28)
  expect(daysOf('2026-12', now)).toEqual([])
})

test('what was accepted, refused and charged is added up by day, and days without any are there', () => {
  const at = '2026-11-02T00:00:00.000Z'
  const buckets = [
    { at, group: 'valid', verifications: 5, cost: 7 },
    { at, group: 'expired', verifications: 2, cost: 0 },
    { at, group: 'not_found', verifications: 1, cost: 0 },
    { at: '2026-10-31T00:00:00.000Z', group: 'valid', verifications: 9, cost: 9 },
  ]
  const sums = daySums(buckets, daysOf('2026-11', now))
  expect(sums[0]).toEqual({ day: '2026-11-01', accepted: 0, refused: 0, credits: 0 })
  expect(sums[1]).toEqual({ day: '2026-11-02', accepted: 5, refused: 3, credits: 7 })
  expect(totalOf(sums)).toEqual({ accepted: 5, refused: 3, credits: 7 })
})

test('a name that a spreadsheet would run, or that holds a comma, is text', () => {
  const sum = { day: '2026-11-02', accepted: 5, refused: 3, credits: 7 }
  const [, line] = sumsCsv({ id: 'org_1', name: '=HYPERLINK("x"), Inc' }, [sum]).split('\r\n')
  expect(line).toBe(`org_1,"'=HYPERLINK(""x""), Inc",2026-11-02,5,3,7`)
})

test('a day stands beside the same day of the month before, where that had one', () => {
  const sum = (day: string, accepted: number) => ({ day, accepted, refused: 1, credits: 0 })
  const before = [sum('2026-02-01', 7)]
  const points = chartPoints([sum('2026-03-01', 5), sum('2026-03-02', 6)], before, day => day)
  expect(points).toEqual([
    { tick: '1', label: '2026-03-01', good: 5, bad: 1, before: 7 },
    { tick: '2', label: '2026-03-02', good: 6, bad: 1, before: null },
  ])
})
