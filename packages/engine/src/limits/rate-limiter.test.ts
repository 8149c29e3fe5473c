import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idWords } from '../ids/id-words.ts'
import { type OwnerLimits, type RateDecision, RateLimiter } from './rate-limiter.ts'

function owner(limits: { limit: number; windowSeconds: number; name?: string }[], id = 'key_1'): OwnerLimits {
  return { owner: idWords(id), limits: limits.map((each, index) => ({ name: `limit${index}`, ...each })) }
}

const calls = fc.array(
  fc.record({
    // In windows: bursts within a slice, pauses of several windows, and most of all pauses of about one.
    pause: fc.oneof(
      fc.double({ min: 0, max: 0.01, noNaN: true }),
      fc.double({ min: 0.95, max: 1.03, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
    ),
    cost: fc.oneof(fc.constant(1), fc.nat(5)),
  }),
  { maxLength: 150 },
)

test('no window of that length, wherever it begins, holds more than the limit', () => {
  fc.assert(
    fc.property(
      calls,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 10 }),
      (asked, limit, windowSeconds) => {
        const limiter = new RateLimiter()
        const owners = [owner([{ limit, windowSeconds }])]
        const taken: { at: number; cost: number }[] = []
        let now = 12_345.678
        for (const { pause, cost } of asked) {
          now += pause * windowSeconds * 1000
          if (limiter.consume(owners, cost, now).ok) taken.push({ at: now, cost })
          const within = taken.filter(each => each.at > now - windowSeconds * 1000)
          expect(within.reduce((sum, each) => sum + each.cost, 0)).toBeLessThanOrEqual(limit)
        }
      },
    ),
  )
})

test('nothing is refused that a window longer by one slice has room for', () => {
  fc.assert(
    fc.property(
      calls,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 10 }),
      (asked, limit, windowSeconds) => {
        const limiter = new RateLimiter()
        const owners = [owner([{ limit, windowSeconds }])]
        const taken: { at: number; cost: number }[] = []
        let now = 0
        for (const { pause, cost } of asked) {
          now += pause * windowSeconds * 1000
          const since = now - windowSeconds * 1000 * (1 + 1 / 64)
          const used = taken.filter(each => each.at > since).reduce((sum, each) => sum + each.cost, 0)
          const decision = limiter.consume(owners, cost, now)
          if (used + cost <= limit) expect(decision.ok).toBe(true)
          if (decision.ok) taken.push({ at: now, cost })
        }
      },
    ),
  )
})

test('what was given back, however late, counts no more, and what others have taken since still does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.7, noNaN: true }), fc.nat(3), fc.nat(9)), {
        maxLength: 80,
      }),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 10 }),
      (asked, limit, windowSeconds) => {
        const limiter = new RateLimiter()
        const owners = [owner([{ limit, windowSeconds }])]
        const windowMs = windowSeconds * 1000
        let taken: { at: number; cost: number }[] = []
        let now = 12_345.678
        for (const [pause, cost, choice] of asked) {
          now += pause * windowMs
          const given = choice < 4 ? taken[choice] : undefined
          if (given !== undefined) {
            limiter.refund({ owners, ...given }, now)
            taken = taken.filter(each => each !== given)
          }
          const usedSince = (since: number) =>
            taken.filter(({ at }) => at > since).reduce((sum, each) => sum + each.cost, 0)
          const isRoomy = usedSince(now - windowMs * (1 + 1 / 64)) + cost <= limit
          const isFull = usedSince(now - windowMs) + cost > limit
          const { ok } = limiter.consume(owners, cost, now)
          if (isRoomy || cost === 0) expect(ok).toBe(true)
          else if (isFull) expect(ok).toBe(false)
          if (ok && cost > 0) taken.push({ at: now, cost })
        }
      },
    ),
    { numRuns: 4_000 },
  )
})

test('after the seconds that a refusal names, the same is allowed', () => {
  const costs = fc.integer({ min: 1, max: 4 })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(900), costs), { maxLength: 60 }), costs, (asked, cost) => {
      const limiter = new RateLimiter()
      const owners = [
        owner([
          { limit: 5, windowSeconds: 7 },
          { limit: 11, windowSeconds: 60 },
        ]),
        owner([{ limit: 9, windowSeconds: 20 }], 'org_1'),
      ]
      let now = 0
      for (const [pauseMs, each] of asked) {
        now += pauseMs
        limiter.consume(owners, each, now)
      }
      const decision = limiter.consume(owners, cost, now)
      if (decision.ok) return
      expect(decision.retryAfterSeconds).toBeGreaterThanOrEqual(1)
      const windows = owners.flatMap(({ limits }) => limits.map(({ windowSeconds }) => windowSeconds))
      expect(decision.retryAfterSeconds).toBeLessThanOrEqual(Math.max(...windows))
      expect(limiter.consume(owners, cost, now + decision.retryAfterSeconds * 1000).ok).toBe(true)
    }),
  )
})

test('a request that one limit refuses takes from none', () => {
  const limiter = new RateLimiter()
  const key = owner([{ limit: 10, windowSeconds: 10 }])
  const organization = owner([{ limit: 1, windowSeconds: 10 }], 'org_1')
  expect(limiter.consume([key, organization], 1, 0).ok).toBe(true)
  for (let i = 0; i < 5; i++) expect(limiter.consume([key, organization], 1, 0).ok).toBe(false)
  expect(remaining(limiter.consume([key], 1, 0))).toEqual([8])
})

test('keys of an organization share its limits, and have their own', () => {
  const limiter = new RateLimiter()
  const organization = owner([{ limit: 3, windowSeconds: 10 }], 'org_1')
  const one = owner([{ limit: 2, windowSeconds: 10 }], 'key_1')
  const two = owner([{ limit: 2, windowSeconds: 10 }], 'key_2')
  expect(remaining(limiter.consume([one, organization], 2, 0))).toEqual([0, 1])
  expect(remaining(limiter.consume([two, organization], 1, 0))).toEqual([1, 0])
  expect(limiter.consume([two, organization], 1, 0).ok).toBe(false)
})

test('says what is left and when all is free again', () => {
  const limiter = new RateLimiter()
  const owners = [owner([{ limit: 3, windowSeconds: 64, name: 'minute' }])]
  expect(limiter.consume(owners, 1, 0)).toMatchObject({
    ok: true,
    rateLimits: [{ name: 'minute', limit: 3, remaining: 2, resetSeconds: 64 }],
  })
  expect(limiter.consume(owners, 3, 500)).toEqual({
    ok: false,
    rateLimits: [{ name: 'minute', limit: 3, windowSeconds: 64, remaining: 2, resetSeconds: 64 }],
    retryAfterSeconds: 64,
  })
})

test('a cost of 0 is allowed when nothing is left, and takes nothing', () => {
  const limiter = new RateLimiter()
  const owners = [owner([{ limit: 1, windowSeconds: 10 }])]
  limiter.consume(owners, 1, 0)
  expect(remaining(limiter.consume(owners, 0, 0))).toEqual([0])
})

test('a cost above the limit is refused with a finite wait', () => {
  const limiter = new RateLimiter()
  const owners = [owner([{ limit: 5, windowSeconds: 10 }])]
  expect(limiter.consume(owners, 6, 0)).toMatchObject({ ok: false, retryAfterSeconds: 10 })
})

test('a refund gives back what was taken, and no more', () => {
  const limiter = new RateLimiter()
  const owners = [owner([{ limit: 5, windowSeconds: 10 }])]
  limiter.consume(owners, 2, 0)
  expect(limiter.consume(owners, 3, 4_000).ok).toBe(true)
  limiter.refund({ owners, cost: 3, at: 4_000 }, 4_000)
  expect(remaining(limiter.consume(owners, 0, 5_000))).toEqual([3])
  expect(limiter.consume(owners, 3, 5_000).ok).toBe(true)
  // Long after it has left the window.
  expect(remaining(limiter.consume(owners, 1, 30_000))).toEqual([4])
  limiter.refund({ owners, cost: 3, at: 5_000 }, 30_000)
  expect(remaining(limiter.consume(owners, 0, 30_000))).toEqual([4])
})

test('changing the numbers of a limit does not forget what was taken', () => {
  const limiter = new RateLimiter()
  limiter.consume([owner([{ limit: 10, windowSeconds: 10 }])], 8, 0)
  expect(remaining(limiter.consume([owner([{ limit: 5, windowSeconds: 10 }])], 0, 100))).toEqual([0])
  expect(remaining(limiter.consume([owner([{ limit: 20, windowSeconds: 60 }])], 1, 200))).toEqual([11])
  expect(remaining(limiter.consume([owner([{ limit: 20, windowSeconds: 1 }])], 0, 300))).toEqual([11])
  expect(remaining(limiter.consume([owner([{ limit: 20, windowSeconds: 1 }])], 0, 3_000))).toEqual([20])
})

test('a limit without a limit of that name before starts empty', () => {
  const limiter = new RateLimiter()
  limiter.consume([owner([{ limit: 10, windowSeconds: 10, name: 'a' }])], 8, 0)
  const changed = owner([
    { limit: 10, windowSeconds: 10, name: 'b' },
    { limit: 10, windowSeconds: 10, name: 'a' },
  ])
  expect(remaining(limiter.consume([changed], 0, 0))).toEqual([10, 2])
})

test('owners whose windows are empty again take no memory', () => {
  const limiter = new RateLimiter()
  for (let i = 0; i < 1_000; i++)
    limiter.consume([owner([{ limit: 5, windowSeconds: 10 }], `key_${i}`)], 1, i)
  expect(limiter.size).toBe(1_000)
  for (let i = 0; i < 1_000; i++) limiter.consume([owner([{ limit: 5, windowSeconds: 10 }])], 0, 60_000)
  expect(limiter.size).toBeLessThanOrEqual(1)
})

test('however many nodes share a limit, together they grant it exactly', () => {
  const nodes = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), nodes, fc.string({ minLength: 1 }), (limit, count, id) => {
      let granted = 0
      for (let rank = 0; rank < count; rank++) {
        const limiter = new RateLimiter()
        limiter.share({ nodes: count, rank }, 0)
        const owners = [owner([{ limit, windowSeconds: 10 }], id)]
        while (limiter.consume(owners, 1, 20_000).ok) granted += 1
      }
      expect(granted).toBe(limit)
    }),
  )
})

test('when a node leaves, the others grant more only after what it granted has left the window', () => {
  const limiter = new RateLimiter()
  limiter.share({ nodes: 2, rank: 0 }, 0)
  const owners = [owner([{ limit: 10, windowSeconds: 10 }])]
  limiter.share({ nodes: 1, rank: 0 }, 100_000)
  expect(remaining(limiter.consume(owners, 0, 105_000))).toEqual([5])
  expect(remaining(limiter.consume(owners, 0, 110_001))).toEqual([10])
})

function remaining(decision: RateDecision): number[] {
  return decision.rateLimits.map(each => each.remaining)
}
