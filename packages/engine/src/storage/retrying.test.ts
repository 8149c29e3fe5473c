import { expect, test } from 'vitest'
import { EngineError } from '../errors/engine-error.ts'
import { retrying } from './retrying.ts'
import { TransientFailure, UniqueViolation } from './storage-failure.ts'

function failing(times: number, error: Error): { attempt: () => Promise<string>; tried: () => number } {
  let tried = 0
  return {
    attempt: async () => {
      tried += 1
      if (tried <= times) throw error
      return 'done'
    },
    tried: () => tried,
  }
}

test('a transaction that only lost races is run again until it wins', async () => {
  const { attempt, tried } = failing(3, new TransientFailure(new Error('40001')))
  expect(await retrying(attempt)).toBe('done')
  expect(tried()).toBe(4)
})

test('one that keeps losing is given up as busy, with the reason for the log and when to try again', async () => {
  const cause = new TransientFailure(new Error('40001'))
  const { attempt, tried } = failing(99, cause)
  await expect(retrying(attempt)).rejects.toMatchObject({
    code: 'storage_unavailable',
    retryAfterSeconds: 1,
    cause,
  })
  expect(tried()).toBe(4)
})

test.each([
  new UniqueViolation('apis_prefix', null),
  new EngineError('not_found', 'Nothing.'),
  new TypeError('a bug'),
])('nothing else is run twice: %s', async error => {
  const { attempt, tried } = failing(1, error)
  await expect(retrying(attempt)).rejects.toBe(error)
  expect(tried()).toBe(1)
})
