import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextRefill, settle } from './refill.ts'

function next(every: 'day' | 'week' | 'month', timezone: string | null, now: string): string {
  return new Date(nextRefill(every, timezone, Date.parse(now))).toISOString()
}

test.each([
  ['day', 'UTC', '2026-11-20T12:00:00Z', '2026-11-21T00:00:00.000Z'],
  ['day', 'UTC', '2026-11-20T00:00:00Z', '2026-11-21T00:00:00.000Z'],
  ['day', 'UTC', '2026-11-20T23:59:59.999Z', '2026-11-21T00:00:00.000Z'],
  ['day', null, '2026-12-31T12:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['day', 'Europe/Berlin', '2026-03-28T23:30:00Z', '2026-03-29T22:00:00.000Z'],
  ['day', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00.000Z'],
  ['day', 'America/New_York', '2026-11-20T03:00:00Z', '2026-11-20T05:00:00.000Z'],
  ['day', 'Pacific/Kiritimati', '2026-11-20T09:59:00Z', '2026-11-20T10:00:00.000Z'],
  ['day', 'Asia/Kathmandu', '2026-11-20T12:00:00Z', '2026-11-20T18:15:00.000Z'],
  ['day', 'America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00.000Z'],
  ['week', 'UTC', '2026-11-20T12:00:00Z', '2026-11-23T00:00:00.000Z'],
  ['week', 'UTC', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00.000Z'],
  ['week', 'UTC', '2026-11-22T23:00:00Z', '2026-11-23T00:00:00.000Z'],
  ['week', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T23:00:00.000Z'],
  ['month', 'UTC', '2026-01-31T12:00:00Z', '2026-02-01T00:00:00.000Z'],
  ['month', 'UTC', '2028-02-29T12:00:00Z', '2028-03-01T00:00:00.000Z'],
  ['month', 'UTC', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['month', 'Australia/Sydney', '2026-09-30T13:59:59Z', '2026-09-30T14:00:00.000Z'],
  ['month', 'Australia/Sydney', '2026-09-30T14:00:00Z', '2026-10-31T13:00:00.000Z'],
] as const)('a new %s in %s after %s begins at %s', (every, timezone, now, expected) => {
  expect(next(every, timezone, now)).toBe(expected)
})

test('where a clock change leaves out midnight, the day begins after the change', () => {
  // In São Paulo the clock went from 23:59:59 on 3 November to 01:00 on 4 November 2018.
  expect(next('day', 'America/Sao_Paulo', '2018-11-03T20:00:00Z')).toBe('2018-11-04T03:00:00.000Z')
})

test('a day that a zone leaves out is passed over', () => {
  // Samoa went from 29 December 2011 straight to 31 December.
  expect(next('day', 'Pacific/Apia', '2011-12-29T12:00:00Z')).toBe('2011-12-30T10:00:00.000Z')
})

test('a time zone that does not exist is UTC and no failure', () => {
  expect(next('day', 'Mars/Olympus', '2026-11-20T12:00:00Z')).toBe('2026-11-21T00:00:00.000Z')
})

test('boundaries lie in the future, and between two of them there is no other', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia')
  const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) })
  fc.assert(
    fc.property(zones, instants, fc.constantFrom('day', 'week', 'month'), (zone, now, every) => {
      const boundary = nextRefill(every, zone, now)
      expect(boundary).toBeGreaterThan(now)
      expect(nextRefill(every, zone, boundary - 1)).toBe(boundary)
      expect(nextRefill(every, zone, boundary)).toBeGreaterThan(boundary)
    }),
    { numRuns: 60 },
  )
})

test('a refill sets the balance and does not add to it, also after several periods', () => {
  const stored = { remaining: 3, refill_amount: 10, refill_every: 'day' as const, refill_timezone: 'UTC' }
  const due = Date.UTC(2026, 10, 20)
  expect(settle({ ...stored, refills_at: due }, due - 1)).toEqual({ remaining: 3, refillsAt: due })
  expect(settle({ ...stored, refills_at: due }, due)).toEqual({
    remaining: 10,
    refillsAt: Date.UTC(2026, 10, 21),
  })
  const later = Date.UTC(2026, 10, 25, 7)
  expect(settle({ ...stored, refills_at: due }, later)).toEqual({
    remaining: 10,
    refillsAt: Date.UTC(2026, 10, 26),
  })
})
