import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { generateToken } from './generate-token.ts'
import { base62 } from './token-checksum.ts'

test('gives the published token for all-zero randomness', () => {
  const token = generateToken({
    prefix: 'kt',
    environment: 'live',
    randomBytes: count => new Uint8Array(count),
  })
  expect(token).toBe('kt_live_000000000000000000000000001CkGt6')
})

test('passes over bytes that would favour some characters', () => {
  const rounds = [
    Uint8Array.from({ length: 32 }, (_, index) => 248 + (index % 8)),
    new Uint8Array(32).fill(61),
  ]
  const token = generateToken({ prefix: 'kt', environment: 'live', randomBytes: () => rounds.shift()! })
  expect(token.slice(8, 34)).toBe('z'.repeat(26))
})

test('uses every character equally often', () => {
  let block = 0
  const stream = (count: number): Uint8Array =>
    createHash('sha256').update(`block ${block++}`).digest().subarray(0, count)
  const counts = new Map<string, number>()
  const made = 5_000
  for (let index = 0; index < made; index++) {
    const body = generateToken({ prefix: 'kt', environment: 'live', randomBytes: stream }).slice(8, 34)
    for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  const expected = (made * 26) / 62
  const chiSquared = [...base62].reduce(
    (sum, character) => sum + ((counts.get(character) ?? 0) - expected) ** 2 / expected,
    0,
  )
  // 61 degrees of freedom: above 112 once in 10,000; modulo bias alone would give more than 500.
  expect(chiSquared).toBeLessThan(112)
})

test('makes no token when the random source throws, falls short or is stuck', () => {
  const make = (source: (count: number) => Uint8Array): string =>
    generateToken({ prefix: 'kt', environment: 'live', randomBytes: source })
  const broken = (): Uint8Array => {
    throw new Error('no entropy')
  }
  expect(() => make(broken)).toThrow('no entropy')
  expect(() => make(count => new Uint8Array(count - 1))).toThrow('too few')
  expect(() => make(count => new Uint8Array(count).fill(255))).toThrow('usable')
})

test.each([
  ['k', 'live'],
  ['kt_x', 'live'],
  ['KT', 'live'],
  ['abcdefghijklm', 'live'],
  ['kt', ''],
  ['kt', '1live'],
  ['kt', 'live\n'],
  ['kt', 'abcdefghijklmnopq'],
])('refuses prefix %j with environment %j', (prefix, environment) => {
  expect(() => generateToken({ prefix, environment, randomBytes })).toThrow(RangeError)
})
