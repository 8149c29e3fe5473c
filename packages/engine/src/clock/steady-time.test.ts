import { expect, test } from 'vitest'
import { SteadyTime } from './steady-time.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 10, 21)

function clockAt() {
  const at = { wall: start, monotonic: 5.25, database: start }
  const clock = { now: () => at.wall, monotonic: () => at.monotonic }
  return { at, time: new SteadyTime(clock, () => at.database) }
}

test('goes on with the clocks', () => {
  const { at, time } = clockAt()
  at.wall += 400 * dayMs
  at.monotonic += 400 * dayMs
  at.database += 400 * dayMs
  expect([time.isAgreed(), time.now()]).toEqual([true, start + 400 * dayMs])
})

test.each(['wall', 'database'] as const)('does not follow a %s clock that leaps by ten years', which => {
  const { at, time } = clockAt()
  at[which] += 3_652 * dayMs
  expect([time.isAgreed(), time.now()]).toEqual([false, start])
})

test('does not follow both of them together', () => {
  const { at, time } = clockAt()
  at.wall += 3_652 * dayMs
  at.database += 3_652 * dayMs
  expect([time.isAgreed(), time.now()]).toEqual([false, start])
})
