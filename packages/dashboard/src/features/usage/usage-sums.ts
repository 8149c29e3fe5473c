import type { UsageSummaryBucket } from '@keyturn/contract/client'
import type { ChartPoint } from '../../shared/charts/chart-data.ts'
import { intervalWords, type UsageRange } from './usage-range.ts'

/** What a period comes to. */
export type UsageTotals = {
  good: number
  bad: number
  /** Of the period before. */
  before: number
  outcomes: { count: number; status2xx: number; status4xx: number; status5xx: number }
}

/** Sums by interval and verdict as the points of a chart: intervals in which nothing was are there too. */
export function pointsOf(
  buckets: readonly UsageSummaryBucket[],
  range: UsageRange,
  zone: string,
): ChartPoint[] {
  const good = new Map<number, number>()
  const bad = new Map<number, number>()
  for (const { at, group, verifications } of buckets) {
    const sums = group === 'valid' ? good : bad
    const start = Date.parse(at)
    sums.set(start, (sums.get(start) ?? 0) + verifications)
  }
  const length = range.first - range.before
  return Array.from({ length: range.count }, (_, index) => {
    const start = range.first + index * range.stepMs
    const earlier = start - length
    return {
      ...intervalWords(start, range, zone),
      good: good.get(start) ?? 0,
      bad: bad.get(start) ?? 0,
      before: (good.get(earlier) ?? 0) + (bad.get(earlier) ?? 0),
    }
  })
}

export function totalsOf(buckets: readonly UsageSummaryBucket[], range: UsageRange): UsageTotals {
  const totals = { good: 0, bad: 0, before: 0 }
  const outcomes = { count: 0, status2xx: 0, status4xx: 0, status5xx: 0 }
  for (const { at, group, verifications, outcomes: told } of buckets) {
    if (Date.parse(at) < range.first) {
      totals.before += verifications
      continue
    }
    totals[group === 'valid' ? 'good' : 'bad'] += verifications
    outcomes.count += told.count
    outcomes.status2xx += told.status2xx
    outcomes.status4xx += told.status4xx
    outcomes.status5xx += told.status5xx
  }
  return { ...totals, outcomes }
}

/** `1,204 requests, 3 of them refused: 8% more than in the 7 days before.` */
export function totalsWords({ good, bad, before }: UsageTotals, range: Pick<UsageRange, 'words'>): string {
  const all = good + bad
  const requests = `${number(all)} ${all === 1 ? 'request' : 'requests'}`
  const refused = bad === 0 ? ', none refused' : `, ${number(bad)} of them refused`
  return `${requests}${all === 0 ? '' : refused}${comparison(all, before, range.words)}.`
}

/** What the API said of the requests, as far as it told. */
export function outcomesWords({ outcomes }: Pick<UsageTotals, 'outcomes'>): string | null {
  const { count, status2xx, status4xx, status5xx } = outcomes
  if (count === 0) return null
  return `The API told how ${number(count)} of them ended: ${number(status2xx)} well (2xx), ${number(status4xx)} with an error of the caller (4xx), ${number(status5xx)} with one of its own (5xx).`
}

function comparison(all: number, before: number, words: string): string {
  if (before === 0) return all === 0 ? '' : `; none in the ${words} before`
  if (all === before) return `, as many as in the ${words} before`
  const percent = Math.max(1, Math.round((Math.abs(all - before) / before) * 100))
  return `, ${number(percent)}% ${all > before ? 'more' : 'less'} than in the ${words} before`
}

/** Sums of groups over all intervals, the greatest first. */
export function ranked(
  all: readonly UsageSummaryBucket[],
  valid: readonly UsageSummaryBucket[],
  most: number,
): { group: string; good: number; bad: number }[] {
  const sums = new Map<string, { group: string; good: number; bad: number }>()
  const sumOf = (group: string) => {
    const found = sums.get(group) ?? { group, good: 0, bad: 0 }
    sums.set(group, found)
    return found
  }
  for (const { group, verifications } of all) if (group !== null) sumOf(group).bad += verifications
  for (const { group, verifications } of valid) {
    if (group === null) continue
    const sum = sumOf(group)
    sum.good += verifications
    // What came between the two answers is in one of them only.
    sum.bad = Math.max(0, sum.bad - verifications)
  }
  return [...sums.values()]
    .sort((left, right) => right.good + right.bad - left.good - left.bad)
    .slice(0, most)
}

function number(value: number): string {
  return value.toLocaleString('en')
}
