import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeBase32 } from './base32.ts'
import { idWords } from './id-words.ts'
import { isPackedId, packedIdBytes, packedIds, packId, readPackedOwner } from './packed-id.ts'

const digits = '01hzzzzzzzzzzzzzzzzzzzzzzz'

function encode(id: string): { bytes: Buffer; end: number } {
  const bytes = Buffer.alloc(40)
  const end = packedIds.encode(bytes, 3, Buffer.from(id), id.length)
  return { bytes, end }
}

test('an id of the key table is read as it was put, and its owner by the words of its text', () => {
  const bits = fc.uint8Array({ minLength: 16, maxLength: 16 })
  fc.assert(
    fc.property(bits, fc.constantFrom('key_', 'sec_', 'ver_', 'jnl_'), (each, prefix) => {
      const id = prefix + encodeBase32(each)
      const { bytes, end } = encode(id)
      expect(end).toBe(3 + packedIdBytes)
      expect(isPackedId(bytes, { start: 3, end })).toBe(true)
      expect(packedIds.decode(bytes, 3)).toBe(id)
      const owner = new Int32Array(4)
      readPackedOwner(bytes, 3, owner)
      expect(owner).toEqual(idWords(id))
      const expected = Buffer.alloc(40)
      packId(expected, 3, id)
      expect(bytes).toEqual(expected)
    }),
  )
})

test('what is no id, or one whose kind is of more than three letters, is kept as it is', () => {
  const odd = [
    `key_8${digits.slice(1)}`,
    `key_u${digits.slice(1)}`,
    `key-${digits}`,
    `xyz_${digits}`,
    'key_1',
  ]
  for (const id of [...odd, `node_${digits}`, `key_${digits}0`, `key_${digits.toUpperCase()}`]) {
    expect([id, encode(id).end]).toEqual([id, 0])
    expect(isPackedId(Buffer.from(id), { start: 0, end: id.length })).toBe(false)
  }
  const asLong = Buffer.from('k'.repeat(packedIdBytes))
  expect(isPackedId(asLong, { start: 0, end: packedIdBytes })).toBe(false)
})
