/** Time, passed in so that tests own it. */
export type Clock = {
  /** Wall time, milliseconds UTC since the epoch. */
  now(): number
  /** Milliseconds that only grow; meaningful as differences. */
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

/** RFC 3339 UTC with milliseconds, as every instant that leaves the engine. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString()
}

/** Null also for what no calendar reaches: such a row is denied where it matters, and must still be shown. */
export function toInstantOrNull(ms: number | null): string | null {
  return ms === null || !isInstant(ms) ? null : toInstant(ms)
}

/** Dates end at 100,000,000 days before and after the epoch. */
export function isInstant(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15
}
