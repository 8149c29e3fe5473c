import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase32, encodeBase32 } from './base32.ts'
import { idWords, readIdWords } from './id-words.ts'

test('the words of an id are its 128 bits, whatever stands in front of them', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, fc.constantFrom('key_', 'org_', 'node_'), (each, prefix) => {
      const text = encodeBase32(each)
      const read = Buffer.alloc(16)
      expect(decodeBase32(text, 0, read, 0)).toBe(true)
      const words = [0, 4, 8, 12].map(at => read.readInt32BE(at))
      const found = new Int32Array(4)
      const bytes = Buffer.from(prefix + text)
      expect(readIdWords(bytes, { start: 0, end: bytes.length }, found)).toBe(true)
      expect([...found]).toEqual(words)
    }),
  )
})

test('what has a character that is no digit, or begins with one above 7, is no id', () => {
  const text = encodeBase32(new Uint8Array(16).fill(0x5a))
  const target = new Uint8Array(16)
  for (let at = 0; at < text.length; at++) {
    for (const wrong of ['u', 'i', 'A', '_', ' ', '\u0130', '\u0230']) {
      const odd = text.slice(0, at) + wrong + text.slice(at + 1)
      expect([odd, decodeBase32(odd, 0, target, 0)]).toEqual([odd, false])
    }
  }
  expect(decodeBase32(`8${text.slice(1)}`, 0, target, 0)).toBe(false)
  expect(decodeBase32(text.slice(1), 0, target, 0)).toBe(false)
  expect(decodeBase32(`__${text}`, 2, target, 0)).toBe(true)
})

test('no two owners share their words, be they ids or not', () => {
  const digits = '01hzzzzzzzzzzzzzzzzzzzzzzz'
  const owners = [
    ...['key_1', 'key_2', 'org_1', '', 'key_ā', 'key_ȁ'],
    ...[`key_${digits}`, `org_${digits}`, `node_${digits}`, digits, `key_${digits.toUpperCase()}`],
    ...[
      `customer-one-${digits}`,
      `customer-two-${digits}`,
      `key_z${digits.slice(1)}`,
      `key_8${digits.slice(1)}`,
    ],
  ]
  expect(new Set(owners.map(owner => idWords(owner).join())).size).toBe(owners.length)
})
