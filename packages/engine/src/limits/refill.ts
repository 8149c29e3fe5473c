import { firstInstantOf, localDateAt } from '../clock/zoned-day.ts'
import type { CreditBalanceTable, RefillPeriod } from '../storage/tables.ts'

/**
 * The first instant after `nowMs` at which a day, a week (Monday) or a month begins in a time zone. Where a clock
 * change leaves out midnight, the day begins after the change. An unknown zone is UTC.
 */
export function nextRefill(every: RefillPeriod, timezone: string | null, nowMs: number): number {
  const zone = timezone ?? 'UTC'
  return firstInstantOf(nextDate(every, localDateAt(nowMs, zone)), zone, nowMs)
}

/** What a stored balance is worth now: a refill that is due sets it, and dates the next one. */
export function settle(
  balance: Pick<
    CreditBalanceTable,
    'remaining' | 'refill_amount' | 'refill_every' | 'refill_timezone' | 'refills_at'
  >,
  nowMs: number,
): { remaining: number; refillsAt: number | null } {
  const { remaining, refill_amount: amount, refill_every: every, refills_at: refillsAt } = balance
  if (amount === null || every === null || refillsAt === null || refillsAt > nowMs)
    return { remaining, refillsAt }
  return { remaining: amount, refillsAt: nextRefill(every, balance.refill_timezone, nowMs) }
}

/** A local date as the instant of that date's midnight in UTC, so that dates can be compared and counted. */
function nextDate(every: RefillPeriod, today: number): number {
  const date = new Date(today)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (every === 'month') return Date.UTC(year, month + 1, 1)
  const daysToMonday = (8 - date.getUTCDay()) % 7 || 7
  return Date.UTC(year, month, day + (every === 'week' ? daysToMonday : 1))
}
