/** The first round number at or above the highest value, in steps that divide well: 1, 2, 4, 5, 6, 8, 10 and their tens. */
export function roundTop(highest: number): number {
  if (highest <= 4) return 4
  const tens = 10 ** Math.floor(Math.log10(highest))
  const step = [1, 2, 4, 6, 8, 10].find(each => each * tens >= highest) ?? 10
  return step * tens
}

/** Which of so many points get a word below them: the first and the last, and a few between, evenly. */
export function labelled(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index)
  const step = (count - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => Math.round(index * step))
}

/** The point of `count` below a place between 0 and 1 of the width. */
export function pointAt(share: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(share * count)))
}

/** `1.2k`, for the edge of a chart. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}
