/** One interval of a chart; what went wrong stands above what went well. */
export type ChartPoint = {
  /** Below the chart, short. */
  tick: string
  /** When it is read, exact. */
  label: string
  good: number
  bad: number
  /** The same interval one period earlier; null where that is not compared. */
  before: number | null
}

/** What the figures of a chart are called. */
export type ChartWords = { title: string; good: string; bad: string; before: string }

/** What is read out of one interval. */
export function readingOf({ label, good, bad, before }: ChartPoint, words: ChartWords): string {
  const parts = [`${count(good)} ${words.good.toLowerCase()}`, `${count(bad)} ${words.bad.toLowerCase()}`]
  if (before !== null) parts.push(`${count(before)} ${words.before.toLowerCase()}`)
  return `${label}: ${parts.join(', ')}`
}

export function count(value: number): string {
  return value.toLocaleString('en')
}
