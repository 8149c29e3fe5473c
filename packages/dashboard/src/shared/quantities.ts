/** Bytes as people say them. */
export function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  if (bytes < 1_024 ** 2) return `${Math.round(bytes / 1_024)} KiB`
  return bytes < 1_024 ** 3
    ? `${(bytes / 1_024 ** 2).toFixed(1)} MiB`
    : `${(bytes / 1_024 ** 3).toFixed(1)} GiB`
}

/** A length of time, from less than a millisecond up. */
export function millisecondsText(ms: number): string {
  if (ms < 1) return '< 1 ms'
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 3_600_000)} hours`
}

/** `1 key`, `1,204 requests`. */
export function countWords(number: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`
}
