/** Zones reach from UTC−12 to UTC+14; a day's first instant lies within this of the same date in UTC. */
const zoneMs = 15 * 3_600_000

const dateShape = /^(\d{4})-(\d{2})-(\d{2})$/

/** The instant at which a calendar day is over in a timezone, in milliseconds UTC; null for no real date. */
export function endOfDay(date: string, timezone: string): number | null {
  const match = dateShape.exec(date)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) !== date) return null
  return firstInstantOf(Date.UTC(year, month - 1, day + 1), timezone)
}

/**
 * The first instant, after `after` if given, that the calendar of a timezone counts to a date or a later one. Dates
 * are given as their midnight in UTC. Where a change of clocks leaves out midnight, the day begins after the change.
 */
export function firstInstantOf(date: number, timezone: string, after = Number.NEGATIVE_INFINITY): number {
  let before = Math.max(after, date - zoneMs)
  let reached = date + zoneMs
  // Local dates do not go backwards, so the first instant with this date can be searched by halves.
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2)
    if (localDateAt(middle, timezone) >= date) reached = middle
    else before = middle
  }
  return reached
}

/** The date that a timezone's calendar shows at an instant, as that date's midnight in UTC. */
export function localDateAt(instant: number, timezone: string): number {
  const date = { year: 0, month: 0, day: 0 }
  for (const { type, value } of formatOf(timezone).formatToParts(instant)) {
    if (type === 'year' || type === 'month' || type === 'day') date[type] = Number(value)
  }
  return Date.UTC(date.year, date.month - 1, date.day)
}

/** Whether this is the IANA name of a timezone that the runtime knows. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const formatsMax = 500
const formats = new Map<string, Intl.DateTimeFormat>()

/** An unknown zone, as only a damaged row can have, counts as UTC. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  if (formats.size >= formatsMax) formats.clear()
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', calendar: 'gregory' } as const
  const timeZone = isTimezone(timezone) ? timezone : 'UTC'
  const format = new Intl.DateTimeFormat('en-US', { ...numeric, timeZone })
  formats.set(timezone, format)
  return format
}
