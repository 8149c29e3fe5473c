import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateToken } from './generate-token.ts'
import { isPresentableToken, parseToken } from './parse-token.ts'
import { tokenStart } from './token-start.ts'

const prefixes = fc.stringMatching(/^[a-z0-9]{2,12}$/)
const environments = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/)
const bodies = fc.uint8Array({ minLength: 32, maxLength: 32, max: 247 })
const tokens = fc
  .tuple(prefixes, environments, bodies)
  .map(([prefix, environment, bytes]) => generateToken({ prefix, environment, randomBytes: () => bytes }))

describe('parseToken', () => {
  test('reads back what generateToken makes', () => {
    fc.assert(
      fc.property(prefixes, environments, (prefix, environment) => {
        const token = generateToken({ prefix, environment, randomBytes })
        expect(parseToken(token)).toEqual({ prefix, environment })
      }),
    )
  })

  test('rejects a token with any one character changed', () => {
    fc.assert(
      fc.property(
        tokens,
        fc.nat(),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        (token, at, other) => {
          const index = at % token.length
          fc.pre(token[index] !== other)
          expect(parseToken(token.slice(0, index) + other + token.slice(index + 1))).toBeNull()
        },
      ),
      { numRuns: 500 },
    )
  })

  test('rejects a token with two neighbours swapped, cut short, doubled or wrapped', () => {
    fc.assert(
      fc.property(tokens, fc.nat(), (token, at) => {
        const index = at % (token.length - 1)
        const swapped = token.slice(0, index) + token[index + 1] + token[index] + token.slice(index + 2)
        if (swapped !== token) expect(parseToken(swapped)).toBeNull()
        for (const wrong of [
          token.slice(0, -1),
          token.slice(1),
          token + token,
          ` ${token}`,
          `${token}\n`,
          `"${token}"`,
        ]) {
          expect(parseToken(wrong)).toBeNull()
        }
      }),
    )
  })

  // Fast-check's strings of any character take seconds to begin with where other work has the cores.
  test('never throws and takes only its own shape', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(parseToken(text)).toBeNull()
      }),
    )
    for (const text of ['', '_', 'sk_live_abc', 'x'.repeat(1_000_000), '__proto__'])
      expect(parseToken(text)).toBeNull()
  })
})

test('isPresentableToken takes 16 to 512 printable ASCII characters and nothing else', () => {
  for (const good of ['x'.repeat(16), '~'.repeat(512), '!"#$%&\'()*+,-./:;<=>?@'])
    expect(isPresentableToken(good)).toBe(true)
  const sixteen = 'x'.repeat(16)
  for (const bad of [
    '',
    'x'.repeat(15),
    'x'.repeat(513),
    `${sixteen} `,
    `${sixteen}\n`,
    `${sixteen}é`,
    `${sixteen}\x7f`,
  ]) {
    expect(isPresentableToken(bad)).toBe(false)
  }
})

test('tokenStart shows three random characters of own tokens and at most a quarter of others', () => {
  expect(tokenStart('ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH')).toBe('ee_live_012')
  expect(tokenStart('sk_prod_51H8abcdefghijklmnopqrstuv')).toBe('sk_prod_')
  expect(tokenStart('abcdefghijklmnop')).toBe('abcd')
  expect(tokenStart('')).toBe('')
})
