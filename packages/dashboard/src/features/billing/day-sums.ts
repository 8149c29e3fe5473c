import type { UsageSummary } from '@keyturn/contract/client'
import type { ChartPoint } from '../../shared/charts/chart-data.ts'

/** What was charged for on one day. */
export type DaySum = {
  /** As `2026-11-03`. */
  day: string
  accepted: number
  refused: number
  credits: number
}

type Bucket = Pick<UsageSummary['data'][number], 'at' | 'group' | 'verifications' | 'cost'>

/** Sums by day and verdict, one for each of these days, those without any included. */
export function daySums(buckets: readonly Bucket[], days: readonly string[]): DaySum[] {
  const sums = new Map(days.map(day => [day, { day, accepted: 0, refused: 0, credits: 0 }]))
  for (const { at, group, verifications, cost } of buckets) {
    const sum = sums.get(at.slice(0, 10))
    if (sum === undefined) continue
    if (group === 'valid') sum.accepted += verifications
    else sum.refused += verifications
    sum.credits += cost
  }
  return [...sums.values()]
}

export function totalOf(sums: readonly Omit<DaySum, 'day'>[]): Omit<DaySum, 'day'> {
  const total = { accepted: 0, refused: 0, credits: 0 }
  for (const { accepted, refused, credits } of sums) {
    total.accepted += accepted
    total.refused += refused
    total.credits += credits
  }
  return total
}

/** The days of a month as a chart, each beside the same day of the month before where that had one. */
export function chartPoints(
  sums: readonly DaySum[],
  before: readonly DaySum[],
  words: (day: string) => string,
): ChartPoint[] {
  return sums.map(({ day, accepted, refused }, index) => ({
    tick: String(Number(day.slice(8))),
    label: words(day),
    good: accepted,
    bad: refused,
    before: before[index]?.accepted ?? null,
  }))
}

/** The sums as CSV (RFC 4180), with the company in every line, so that those of several can be put together. */
export function sumsCsv(organization: { id: string; name: string }, sums: readonly DaySum[]): string {
  const lines = sums.map(({ day, accepted, refused, credits }) =>
    [organization.id, organization.name, day, accepted, refused, credits].map(String).map(csvCell).join(','),
  )
  return ['organization_id,organization,day,accepted,refused,credits', ...lines, ''].join('\r\n')
}

/** Text that a spreadsheet would run begins with an apostrophe. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
