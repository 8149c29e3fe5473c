import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Lease } from './lease.ts'

/** A clock that only moves when told. */
function fakeClock() {
  const at = { monotonic: 1_000, wall: 1_700_000_000_000 }
  return { at, monotonicMs: () => at.monotonic, wallMs: () => at.wall }
}

function renewal(
  clock: ReturnType<typeof fakeClock>,
  change: { durationMs?: number; databaseTimeMs?: number } = {},
) {
  return {
    startedMonotonicMs: clock.at.monotonic,
    startedWallMs: clock.at.wall,
    durationMs: 1_000,
    databaseTimeMs: clock.at.wall,
    ...change,
  }
}

function advance(clock: ReturnType<typeof fakeClock>, ms: number): void {
  clock.at.monotonic += ms
  clock.at.wall += ms
}

describe('a lease', () => {
  test('is not held before the first renewal', () => {
    const lease = new Lease(fakeClock())
    expect([lease.isHeld(), lease.remainingMs()]).toEqual([false, 0])
  })

  test('runs from the start of the renewal, not from its end', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    const started = renewal(clock)
    advance(clock, 400)
    lease.renew(started)
    expect(lease.remainingMs()).toBe(600)
    advance(clock, 599)
    expect(lease.isHeld()).toBe(true)
    advance(clock, 1)
    expect(lease.isHeld()).toBe(false)
  })

  test('is never held by a renewal that took longer than it lasts', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    const started = renewal(clock)
    advance(clock, 1_000)
    lease.renew(started)
    expect(lease.isHeld()).toBe(false)
  })

  test('ends while the monotonic clock stands still in a suspended machine', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock))
    clock.at.wall += 1_000
    expect(lease.isHeld()).toBe(false)
  })

  test('ends when the wall clock is set back behind its start, and while it stands still', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock))
    clock.at.wall -= 1
    expect(lease.isHeld()).toBe(false)
    lease.renew(renewal(clock))
    clock.at.monotonic += 1_000
    expect(lease.isHeld()).toBe(false)
  })

  test('does not come back when a clock returns, once it was seen lapsed', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock))
    clock.at.wall += 60_000
    expect(lease.isHeld()).toBe(false)
    clock.at.wall -= 60_000
    expect(lease.isHeld()).toBe(false)
  })

  test('once fenced is only brought back by a renewal that starts afterwards', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    const inFlight = renewal(clock)
    lease.renew(inFlight)
    advance(clock, 10)
    lease.fence()
    expect([lease.isHeld(), lease.remainingMs()]).toEqual([false, 0])
    lease.renew(inFlight)
    expect(lease.isHeld()).toBe(false)
    lease.renew(renewal(clock))
    expect(lease.isHeld()).toBe(true)
  })

  test('is not shortened or revived by a renewal that arrives late', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    const late = renewal(clock, { durationMs: 60_000 })
    advance(clock, 500)
    lease.renew(renewal(clock))
    lease.renew(late)
    expect(lease.remainingMs()).toBe(1_000)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('is not renewed for %s milliseconds', durationMs => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock, { durationMs }))
    expect(lease.isHeld()).toBe(false)
  })

  test('is never held past either clock, and verdict time never goes back', () => {
    const steps = fc.oneof(
      fc.record({
        kind: fc.constant('tick' as const),
        monotonic: fc.nat({ max: 900 }),
        wall: fc.integer({ min: -900, max: 1_800 }),
      }),
      fc.record({
        kind: fc.constant('renew' as const),
        took: fc.nat({ max: 600 }),
        skew: fc.integer({ min: -5_000, max: 5_000 }),
      }),
      fc.record({ kind: fc.constant('fence' as const) }),
    )
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 40 }), list => {
        const clock = fakeClock()
        const lease = new Lease(clock)
        let renewed: ReturnType<typeof renewal> | null = null
        let latest = Number.NEGATIVE_INFINITY
        for (const step of list) {
          if (step.kind === 'tick') {
            clock.at.monotonic += step.monotonic
            clock.at.wall += step.wall
          } else if (step.kind === 'fence') {
            lease.fence()
            renewed = null
          } else {
            const started = renewal(clock, { databaseTimeMs: clock.at.wall + step.skew })
            advance(clock, step.took)
            lease.renew(started)
            renewed = started
          }
          if (lease.isHeld()) {
            expect(renewed).not.toBeNull()
            expect(clock.at.monotonic - renewed!.startedMonotonicMs).toBeLessThan(renewed!.durationMs)
            expect(clock.at.wall - renewed!.startedWallMs).toBeLessThan(renewed!.durationMs)
            expect(lease.now()).toBeGreaterThanOrEqual(latest)
            latest = lease.now()
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('verdict time', () => {
  test('is database time at the renewal plus monotonic time since it started', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock, { databaseTimeMs: 5_000_000 }))
    advance(clock, 250)
    clock.at.wall += 3_600_000
    expect(lease.now()).toBe(5_000_250)
  })

  test('stands still rather than going back when the database clock does', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    lease.renew(renewal(clock, { databaseTimeMs: 5_000_000 }))
    expect(lease.now()).toBe(5_000_000)
    lease.renew(renewal(clock, { databaseTimeMs: 4_999_000 }))
    expect(lease.now()).toBe(5_000_000)
    advance(clock, 1_500)
    expect(lease.now()).toBe(5_000_500)
  })

  test('is not held up by a wall clock that was far ahead before the first renewal', () => {
    const clock = fakeClock()
    const lease = new Lease(clock)
    clock.at.wall += 315_576_000_000
    expect(lease.now()).toBe(clock.at.wall)
    lease.renew(renewal(clock, { databaseTimeMs: 5_000_000 }))
    expect(lease.now()).toBe(5_000_000)
  })
})
