const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long ago or ahead, in words up to a week; then the date. */
export function relativeText(at: string, now: number, zone: string): string {
  const ms = Date.parse(at) - now
  const size = Math.abs(ms)
  if (size >= 7 * dayMs) return dayText(at, zone)
  if (size < minuteMs) return ms > 0 ? 'in a moment' : 'just now'
  const [count, unit] =
    size < hourMs
      ? ([Math.round(size / minuteMs), 'minute'] as const)
      : size < dayMs
        ? ([Math.round(size / hourMs), 'hour'] as const)
        : ([Math.round(size / dayMs), 'day'] as const)
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`
  return ms > 0 ? `in ${words}` : `${words} ago`
}

/** The day as `18 Feb 2027`. */
export function dayText(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: zone,
  }).format(Date.parse(at))
}

/** The instant to the minute, as `18 Feb 2027, 14:00`. */
export function hourText(at: string, zone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })
  return `${dayText(at, zone)}, ${time.format(Date.parse(at))}`
}

/** The instant to the second, where the timezone is told once for many. */
export function secondText(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: zone,
  }).format(Date.parse(at))
}

/** The instant to the second, with the timezone that it is told in. */
export function exactText(at: string, zone: string): string {
  return `${secondText(at, zone)} (${zone})`
}

/** How far that zone is from GMT at the instant, as `GMT+2`: the only difference within the hour that clocks repeat. */
export function offsetText(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'shortOffset',
  }).formatToParts(Date.parse(at))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** The calendar day in that zone so many days from now, as `2027-02-18`. */
export function dateAfter(days: number, now: number, zone: string): string {
  return isoDay(now + days * dayMs, zone)
}

/** The calendar day of an instant in that zone, as `2027-02-18`. */
export function isoDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone }).format(at)
}

export function daysBetween(from: number, to: string): number {
  return (Date.parse(to) - from) / dayMs
}
