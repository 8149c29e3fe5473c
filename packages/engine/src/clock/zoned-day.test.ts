import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOfDay, localDateAt } from './zoned-day.ts'

function end(date: string, timezone: string): string | null {
  const at = endOfDay(date, timezone)
  return at === null ? null : new Date(at).toISOString()
}

describe('endOfDay', () => {
  test.each([
    ['2026-11-20', 'UTC', '2026-11-21T00:00:00.000Z'],
    ['2026-11-20', 'Asia/Kolkata', '2026-11-20T18:30:00.000Z'],
    ['2026-11-20', 'America/New_York', '2026-11-21T05:00:00.000Z'],
    // Clocks go forward and back within the day.
    ['2026-03-28', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    // Midnight itself does not exist: the day begins at 01:00.
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2026-03-28', 'Asia/Beirut', '2026-03-28T22:00:00.000Z'],
    // The last hour of the day is counted twice.
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    ['2026-10-24', 'Asia/Beirut', '2026-10-24T22:00:00.000Z'],
    // The first hour of the next day is counted twice.
    ['2026-10-31', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // A whole day is skipped.
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-31T10:00:00.000Z'],
    // Month ends, leap days, years.
    ['2028-02-28', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['2028-02-29', 'UTC', '2028-03-01T00:00:00.000Z'],
    ['2026-12-31', 'UTC', '2027-01-01T00:00:00.000Z'],
    ['2038-01-19', 'UTC', '2038-01-20T00:00:00.000Z'],
  ])('%s in %s is over at %s', (date, timezone, expected) => {
    expect(end(date, timezone)).toBe(expected)
  })

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-4-1',
    '20260401',
    '2026-04-01 ',
    '0099-01-01',
    '',
  ])('refuses %j, which is no date', date => {
    expect(endOfDay(date, 'UTC')).toBeNull()
  })

  test('is the first instant that the local calendar counts to a later day, in any timezone', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const day = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (date, timezone) => {
        const text = date.toISOString().slice(0, 10)
        const at = endOfDay(text, timezone)
        if (at === null) throw new Error('a real date has an end')
        expect(calendar(at, timezone) > text).toBe(true)
        expect(calendar(at - 1, timezone) <= text).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})

function calendar(at: number, timezone: string): string {
  return new Date(localDateAt(at, timezone)).toISOString().slice(0, 10)
}
