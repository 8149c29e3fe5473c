import { expect, test } from 'vitest'
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts'

test('there are ten, of 80 bits each, and no two are alike', () => {
  const codes = Array.from({ length: 20 }, newRecoveryCodes).flat()
  expect(codes).toHaveLength(200)
  expect(new Set(codes).size).toBe(200)
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){3}$/)
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
})

test('a code is the same in every spelling that a person may copy it in', () => {
  const digest = recoveryCodeDigest('0123-4567-89ab-cdef')
  expect(digest).toHaveLength(32)
  for (const spelled of [
    '0123456789ABCDEF',
    ' o123 4567 89ab cdef ',
    '0I23-4567-89aB-cdef',
    '0l234567 89abcdef',
  ])
    expect(recoveryCodeDigest(spelled)).toEqual(digest)
  expect(recoveryCodeDigest('0123-4567-89ab-cdeg')).not.toEqual(digest)
})

test('what is no code has no digest', () => {
  for (const text of [
    '',
    '123456',
    '0123-4567-89ab-cde',
    '0123-4567-89ab-cdef0',
    '0123-4567-89ab-cdeu',
    '-'.repeat(99),
  ])
    expect(recoveryCodeDigest(text)).toBeNull()
})
