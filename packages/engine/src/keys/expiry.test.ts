import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExpiryRules, readExpiry } from './expiry.ts'

const now = Date.UTC(2026, 10, 20, 12)
const day = 86_400_000
const rules: ExpiryRules = { now, createdAt: now, timezone: 'UTC', lifetimeDaysMax: null, required: false }

function read(text: string | null | undefined, change: Partial<ExpiryRules> = {}) {
  const expiry = readExpiry(text, { ...rules, ...change })
  if ('fault' in expiry) return expiry.fault
  return expiry.at === null ? null : new Date(expiry.at).toISOString()
}

const fault = (words: string) => ({ pointer: '/expiresAt', message: expect.stringContaining(words) })

describe('readExpiry', () => {
  test.each([
    ['2027-03-01T12:00:00Z', 'UTC', '2027-03-01T12:00:00.000Z'],
    ['2027-03-01T12:00:00.250+02:00', 'UTC', '2027-03-01T10:00:00.250Z'],
    ['2027-03-01T12:00Z', 'UTC', '2027-03-01T12:00:00.000Z'],
    ['2027-03-01', 'UTC', '2027-03-02T00:00:00.000Z'],
    ['2027-03-01', 'Asia/Tokyo', '2027-03-01T15:00:00.000Z'],
    ['2027-03-28', 'Europe/Berlin', '2027-03-28T22:00:00.000Z'],
    ['2028-02-29', 'UTC', '2028-03-01T00:00:00.000Z'],
    ['2038-01-19T03:14:08Z', 'UTC', '2038-01-19T03:14:08.000Z'],
    ['9999-12-31T23:59:59Z', 'UTC', '9999-12-31T23:59:59.000Z'],
    [null, 'UTC', null],
    [undefined, 'UTC', null],
  ])('takes %s in %s for %s', (text, timezone, at) => {
    expect(read(text, { timezone })).toBe(at)
  })

  test.each([
    'tomorrow',
    '',
    '2027-3-1',
    '2027-02-29',
    '2027-02-30T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-03-01T12:00:00',
    '2027-03-01 12:00:00Z',
    '2027-03-01T25:00:00Z',
    '2027-03-01T12:00:00+2',
    '9999-12-31',
    '99999-12-31T00:00:00Z',
    '1900000000000',
  ])('refuses %j, which is no instant that can be written', text => {
    expect(read(text)).toEqual(fault('must be an instant'))
  })

  test('an instant that has come is refused, the next millisecond is not', () => {
    expect(read('2026-11-20T12:00:00.000Z')).toEqual(fault('in the past'))
    expect(read('2026-11-20T12:00:00.001Z')).toBe('2026-11-20T12:00:00.001Z')
    expect(read('2026-11-19')).toEqual(fault('in the past'))
    expect(read('2026-11-20')).toBe('2026-11-21T00:00:00.000Z')
  })

  test('policy bounds the lifetime from creation, to the millisecond, and is what an absent expiry means', () => {
    const policy = { lifetimeDaysMax: 30, createdAt: now - 10 * day }
    expect(read(undefined, policy)).toBe(new Date(now + 20 * day).toISOString())
    expect(read(new Date(now + 20 * day).toISOString(), policy)).toBe(new Date(now + 20 * day).toISOString())
    expect(read(new Date(now + 20 * day + 1).toISOString(), policy)).toEqual(fault('30 days'))
    expect(read(null, policy)).toEqual(fault('never'))
  })

  test('where policy requires one, neither absence nor never will do', () => {
    expect(read(undefined, { required: true })).toEqual(fault('need an expiresAt'))
    expect(read(null, { required: true })).toEqual(fault('never'))
    expect(read('2027-01-01', { required: true })).toBe('2027-01-02T00:00:00.000Z')
  })

  test('what is accepted always lies ahead and within policy, whatever was written', () => {
    const text = fc.oneof(
      fc.string(),
      fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
    )
    fc.assert(
      fc.property(text, fc.option(fc.integer({ min: 1, max: 4_000 })), (written, lifetimeDaysMax) => {
        const expiry = readExpiry(written, { ...rules, lifetimeDaysMax })
        if ('fault' in expiry) return
        expect(expiry.at).toBeGreaterThan(now)
        expect(expiry.at).toBeLessThanOrEqual(now + (lifetimeDaysMax ?? 1e8) * day)
      }),
    )
  })
})
