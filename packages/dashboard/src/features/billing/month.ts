/** A month of UTC, as `2026-11`: what is charged for is counted by days of UTC. */
export type Month = string

const shownMonths = 24

export function monthOf(now: number): Month {
  return new Date(now).toISOString().slice(0, 7)
}

/** So many months later, or earlier where it is negative. */
export function monthAfter(month: Month, count: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)
}

/** This month and those before it that can be looked at: none from before there was anything to charge for. */
export function recentMonths(now: number, since: string): Month[] {
  const current = monthOf(now)
  const first = monthOf(Date.parse(since))
  const months = Array.from({ length: shownMonths }, (_, back) => monthAfter(current, -back))
  return months.filter(month => month === current || month >= first)
}

/** The first instant of a month and that of the next one. */
export function boundsOf(month: Month): { from: string; to: string } {
  return { from: `${month}-01T00:00:00.000Z`, to: `${monthAfter(month, 1)}-01T00:00:00.000Z` }
}

/** The days of a month up to today, as `2026-11-03`. */
export function daysOf(month: Month, now: number): string[] {
  const { from, to } = boundsOf(month)
  const days: string[] = []
  for (let at = Date.parse(from); at < Math.min(Date.parse(to), now); at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  return days
}

/** `November 2026`. */
export function monthWords(month: Month): string {
  const { from } = boundsOf(month)
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(from),
  )
}

/** `Tue, 3 Nov`. */
export function dayWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`))
}
