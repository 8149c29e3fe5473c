import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase32, encodeBase32 } from './base32.ts'
import { idWords } from './id-words.ts'

test('the words of an id are its 128 bits, whatever stands in front of them', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bytes, fc.constantFrom('key_', 'org_', 'node_'), (each, prefix) => {
      const text = encodeBase32(each)
      const read = Buffer.alloc(16)
      expect(decodeBase32(text, 0, read, 0)).toBe(true)
      const words = [0, 4, 8, 12].map(at => read.readInt32BE(at))
      expect([...idWords(prefix + text)]).toEqual(words)
    }),
  )
})

test('texts that are no ids have words too', () => {
  expect(idWords('key_1')).not.toEqual(idWords('key_2'))
  expect([...idWords('')]).toEqual([0, 0, 0, 0])
})
