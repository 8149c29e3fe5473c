const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3_600 },
  { name: 'minute', seconds: 60 },
] as const

const week = 7 * 86_400

/** For people: relative up to a week, then the date (UTC); `never` for none. */
export function formatTime(instant: string | null, now: number): string {
  if (instant === null) return 'never'
  const seconds = (Date.parse(instant) - now) / 1000
  if (Math.abs(seconds) > week) return instant.slice(0, 10)
  const unit = units.find(candidate => Math.abs(seconds) >= candidate.seconds)
  if (unit === undefined) return seconds > 0 ? 'in a moment' : 'just now'
  const count = Math.floor(Math.abs(seconds) / unit.seconds)
  const text = `${count} ${unit.name}${count === 1 ? '' : 's'}`
  return seconds > 0 ? `in ${text}` : `${text} ago`
}

/** The exact instant with its distance, for a page on one thing. */
export function formatExactTime(instant: string | null, now: number): string {
  if (instant === null) return 'never'
  const exact = `${instant.slice(0, 19)}Z`
  const near = formatTime(instant, now)
  return near === instant.slice(0, 10) ? exact : `${exact} (${near})`
}
