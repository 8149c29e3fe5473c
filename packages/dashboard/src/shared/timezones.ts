/** The timezones that this browser knows, by region, with the one that is set even if it knows that one by another name. */
export function timezoneGroups(current: string): { group: string; items: string[] }[] {
  const names = new Set(['UTC', current, ...Intl.supportedValuesOf('timeZone')])
  const groups = Map.groupBy([...names].sort(), name =>
    name.includes('/') ? name.split('/', 1)[0] : 'World',
  )
  return [...groups]
    .map(([group = 'World', items]) => ({ group, items }))
    .sort((left, right) => left.group.localeCompare(right.group))
}

/** The time of day there, as `14:05`. */
export function timeIn(zone: string, now: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone }).format(now)
}
