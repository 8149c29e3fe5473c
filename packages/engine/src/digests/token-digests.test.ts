import { hash } from 'node:crypto'
import { digestWords, readDigestText } from '@keyturn/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenDigests } from './token-digests.ts'

const printable = /^[\x21-\x7e]{16,512}$/

/** What `crypto` says; null for what can be nobody's token. */
function wanted(token: string): Int32Array | null {
  const words = new Int32Array(digestWords)
  return printable.test(token) && readDigestText(hash('sha256', token, 'binary'), words) ? words : null
}

function digested(digests: TokenDigests, tokens: readonly string[]): (Int32Array | null)[] {
  const { count, words, present } = digests.of(tokens.map(token => ({ token })))
  expect(count).toBe(tokens.length)
  return tokens.map((_, index) =>
    present[index] === 1 ? words.slice(index * digestWords, (index + 1) * digestWords) : null,
  )
}

test('tokens of every length have the digest that crypto gives them', () => {
  const tokens = Array.from({ length: 520 }, (_, length) =>
    Array.from({ length }, (_each, at) => String.fromCharCode(0x21 + ((at * 31 + length) % 94))).join(''),
  )
  expect(digested(new TokenDigests(), tokens)).toEqual(tokens.map(wanted))
})

test('a character that no token has is seen wherever it stands', () => {
  const token = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
  const texts = ['\x00', ' ', '\x20', '\x7f', '\x80', 'é', '\u0121', '\uffff'].flatMap(character =>
    [...token].map((_, at) => token.slice(0, at) + character + token.slice(at + 1)),
  )
  expect(digested(new TokenDigests(), texts)).toEqual(texts.map(() => null))
})

test('what one batch leaves behind is nothing to the next', () => {
  const character = fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code))
  const token = fc.string({ unit: character, minLength: 10, maxLength: 70 })
  const text = fc.oneof(
    { weight: 6, arbitrary: token },
    fc.string({ unit: 'binary', maxLength: 60 }),
    token.map(each => `${each}${each}`.slice(1)),
  )
  const digests = new TokenDigests()
  fc.assert(
    fc.property(fc.array(text, { maxLength: 13 }), tokens => {
      expect(digested(digests, tokens)).toEqual(tokens.map(wanted))
    }),
    { numRuns: 2_000 },
  )
})
