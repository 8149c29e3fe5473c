import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateToken } from './generate-token.ts'
import { redactTokens } from './redact-tokens.ts'

const texts = fc.string({ unit: 'binary', maxLength: 60 })

test('leaves no random character of a token readable, whatever surrounds it', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const token = generateToken({ prefix: 'ee', environment: 'live', randomBytes })
      const redacted = redactTokens(before + token + after)
      for (let at = 8; at + 12 <= token.length; at++) expect(redacted).not.toContain(token.slice(at, at + 12))
    }),
  )
})

test('keeps prefix, environment and everything else', () => {
  const token = generateToken({ prefix: 'ee', environment: 'live', randomBytes })
  expect(redactTokens(`key=${token}, again ${token}.`)).toBe('key=ee_live_…, again ee_live_….')
  expect(redactTokens('snake_case_name and ee_live_abc')).toBe('snake_case_name and ee_live_abc')
})

test('redacts tokens with a wrong checksum, run together, or with a tail', () => {
  const body = 'A'.repeat(32)
  expect(redactTokens(`ee_live_${body}`)).toBe('ee_live_…')
  expect(redactTokens(`ee_live_${body}${body}xyz`)).toBe('ee_live_…')
})

test('takes a megabyte of almost-tokens', () => {
  const almost = 'abcdefghijkl_abcdefghijklmnop_'.repeat(33_000)
  expect(redactTokens(almost)).toBe(almost)
})
