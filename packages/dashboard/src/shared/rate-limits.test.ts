import { expect, test } from 'vitest'
import { limitDraftsOf, newLimit, readLimits } from './rate-limits.ts'

test('limits are read as they were shown, and those without a number are none', () => {
  const limits = [
    { name: 'calls', limit: 100, windowSeconds: 60 },
    { name: 'day', limit: 9, windowSeconds: 86_400 },
  ]
  expect(readLimits([...limitDraftsOf(limits), newLimit([], 'more')])).toEqual(limits)
})

test('a new limit takes no name that is taken', () => {
  const first = newLimit([], 'default')
  const second = newLimit([first], 'default')
  expect([first.name, second.name, newLimit([first, second], 'default').name]).toEqual([
    'default',
    'default-2',
    'default-3',
  ])
})
