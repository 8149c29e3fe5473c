import { expect, test } from 'vitest'
import { creditFaults, toCreditBalance, toCreditsView } from './credit-balance.ts'

const owner = { id: 'key_1', organizationId: 'org_1', timezone: 'Europe/Berlin' }
const now = Date.UTC(2026, 10, 20, 12)

test.each([
  [{ remaining: -1 }, ['/credits/remaining']],
  [{ remaining: 1.5 }, ['/credits/remaining']],
  [{ remaining: Number.NaN }, ['/credits/remaining']],
  [{ remaining: 1e13 }, ['/credits/remaining']],
  [{ remaining: 0, refill: { amount: -1, every: 'day' as const } }, ['/credits/refill/amount']],
  [
    { remaining: 0, refill: { amount: 1, every: 'day' as const, timezone: 'Nowhere' } },
    ['/credits/refill/timezone'],
  ],
  [{ remaining: 0, refill: null }, []],
  [{ remaining: 1e12, refill: { amount: 1e12, every: 'month' as const, timezone: 'Asia/Tokyo' } }, []],
])('names the faults of %j', (input, pointers) => {
  expect(creditFaults(input, '/credits').map(fault => fault.pointer)).toEqual(pointers)
})

test('a refill follows the time zone of the owner unless it names one', () => {
  const refill = { amount: 5, every: 'day' as const }
  const own = toCreditBalance({ remaining: 1, refill }, owner, now)
  expect(own).toMatchObject({ refill_timezone: 'Europe/Berlin', refills_at: Date.UTC(2026, 10, 20, 23) })
  const named = toCreditBalance({ remaining: 1, refill: { ...refill, timezone: 'UTC' } }, owner, now)
  expect(named).toMatchObject({ refill_timezone: 'UTC', refills_at: Date.UTC(2026, 10, 21) })
})

test('what is shown counts a refill in that is due and not yet written', () => {
  const row = toCreditBalance({ remaining: 1, refill: { amount: 5, every: 'day' } }, owner, now)
  const refill = { amount: 5, every: 'day', timezone: 'Europe/Berlin' }
  expect(toCreditsView(row, now)).toEqual({ remaining: 1, refill })
  expect(toCreditsView(row, now + 86_400_000)).toEqual({ remaining: 5, refill })
})
