/** The first round number at or above the highest value whose half is one too: 2, 4, 6, 8, 10 and their tens, 20, 40 and so on. */
export function roundTop(highest: number): number {
  if (highest <= 4) return highest <= 2 ? 2 : 4
  const tens = 10 ** Math.floor(Math.log10(highest))
  const step = [1, 2, 4, 6, 8, 10].find(each => each * tens >= highest) ?? 10
  return step * tens
}

/** Which points get their word below them: where it begins to hold, evenly, and at most so many. */
export function labelled(words: readonly string[], most: number): number[] {
  const beginnings = words.flatMap((word, index) => (word === words[index - 1] ? [] : [index]))
  const step = Math.ceil(beginnings.length / most)
  return beginnings.filter((_, index) => index % step === 0)
}

/** The point of `count` below a place between 0 and 1 of the width. */
export function pointAt(share: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(share * count)))
}

/** `1.2k`, for the edge of a chart. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}
