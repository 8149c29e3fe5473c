import { dayText, hourText } from '../../shared/instants.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How far back a chart goes. Its intervals are those in which Keyturn adds up. */
export const usageRanges = {
  '24h': { words: '24 hours', interval: 'hour', stepMs: hourMs, count: 24 },
  '7d': { words: '7 days', interval: 'hour', stepMs: hourMs, count: 7 * 24 },
  '30d': { words: '30 days', interval: 'day', stepMs: dayMs, count: 30 },
  '90d': { words: '90 days', interval: 'day', stepMs: dayMs, count: 90 },
} as const

export type RangeName = keyof typeof usageRanges
export const rangeNames: readonly RangeName[] = ['24h', '7d', '30d', '90d']

export type UsageRange = {
  name: RangeName
  words: string
  interval: 'hour' | 'day'
  stepMs: number
  count: number
  /** First instants in ms, of the period before, of the period itself, and after it. */
  before: number
  first: number
  end: number
}

/** The period that ends with the present interval, and where the one before it begins. */
export function rangeOf(name: RangeName, now: number): UsageRange {
  const range = usageRanges[name]
  const end = (Math.floor(now / range.stepMs) + 1) * range.stepMs
  const first = end - range.count * range.stepMs
  return { ...range, name, end, first, before: first - range.count * range.stepMs }
}

/** What an interval is called below the chart, and when it is read. Days are those of UTC, as they are added up. */
export function intervalWords(
  at: number,
  { name, interval }: Pick<UsageRange, 'name' | 'interval'>,
  zone: string,
): { tick: string; label: string } {
  const instant = new Date(at).toISOString()
  if (interval === 'day') {
    const day = dayText(instant, 'UTC')
    return { tick: day.replace(/ \d{4}$/, ''), label: `${day} (UTC)` }
  }
  const label = hourText(instant, zone)
  const [day = '', time = ''] = label.split(', ')
  return { tick: name === '24h' ? time : day.replace(/ \d{4}$/, ''), label: `${label} (${zone})` }
}
