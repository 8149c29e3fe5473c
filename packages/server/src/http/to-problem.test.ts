import { expect, test } from 'vitest'
import { toProblem } from './to-problem.ts'

const failed = (message: string) => Object.assign(new Error(message), { code: 'ECONNRESET' })

test('a client that hangs up in the middle of its request is no fault of ours', () => {
  expect(toProblem(failed('aborted')).code).toBe('malformed_request')
})

test('any other connection that is cut off is one', () => {
  expect(toProblem(failed('read ECONNRESET')).code).toBe('internal_error')
})
