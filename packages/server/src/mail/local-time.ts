/** An instant (milliseconds UTC) in the words of a timezone, which is named; a zone that nobody knows is UTC. */
export function localTime(ms: number, timezone: string): string {
  return formatOf(timezone).format(ms)
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const style = { dateStyle: 'medium', timeStyle: 'long' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone })
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...style, timeZone: 'UTC' })
  }
}
