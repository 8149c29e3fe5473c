import { expect, test } from 'vitest'
import { HttpProblem } from './http-problem.ts'
import { readCredential } from './read-credential.ts'

const key = 'kt_live_000000000000000000000000001CkGt6'

function codeOf(...rawHeaders: string[]): string {
  try {
    return readCredential(rawHeaders)
  } catch (error) {
    if (error instanceof HttpProblem) return error.code
    throw error
  }
}

test.each(['Bearer', 'bearer', 'BEARER'])('%s and X-API-Key present the same key', scheme => {
  expect(codeOf('Authorization', `${scheme} ${key}`)).toBe(key)
  expect(codeOf('x-api-key', key)).toBe(key)
})

test.each([
  [[]],
  [['Authorization', '']],
  [['Authorization', 'Bearer']],
  [['Authorization', 'Bearer ']],
  [['Authorization', `Bearer  ${key}`]],
  [['Authorization', `Bearer\t${key}`]],
  [['Authorization', key]],
  [['Authorization', `Basic ${key}`]],
  [['Authorization', `Token ${key}`]],
  [['Authorization', `ApiKey ${key}`]],
  [['Authorization', `JWT ${key}`]],
  [['X-API-Key', '']],
  [['Cookie', `key=${key}`]],
])('%j presents nothing', rawHeaders => {
  expect(codeOf(...rawHeaders)).toBe('missing_credential')
})

test.each([
  [['X-API-Key', key, 'x-api-key', key]],
  [['Authorization', `Bearer ${key}`, 'AUTHORIZATION', `Bearer ${key}`]],
  [['X-API-Key', `${key}, ${key}`]],
])('the same header twice is refused', rawHeaders => {
  expect(codeOf(...rawHeaders)).toBe('duplicate_header')
})

test('two credentials are refused, equal ones too', () => {
  expect(codeOf('Authorization', `Bearer ${key}`, 'X-API-Key', key)).toBe('multiple_credentials')
  expect(codeOf('Authorization', '', 'X-API-Key', key)).toBe('multiple_credentials')
})

test.each([
  'a b',
  `"${key}"`,
  `'${key}'`,
  'ee_live_abc...',
  'ee_live_abc\u2026',
  '\u2022\u2022',
  'cl\xe9',
  'x'.repeat(513),
])('%j is presented and wrong', value => {
  expect(codeOf('X-API-Key', value)).toBe('invalid_api_key')
})
