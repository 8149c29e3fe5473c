import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base62, tokenChecksum } from './token-checksum.ts'

test.each([
  ['ee_live_0123456789ABCDEFGHIJKLMNOP', '38T6tH'],
  ['ak_test_zzzzzzzzzzzzzzzzzzzzzzzzzz', '3P8ogt'],
  ['kt_live_00000000000000000000000000', '1CkGt6'],
])('gives the published checksum of %s', (head, checksum) => {
  expect(tokenChecksum(head)).toBe(checksum)
})

test('is the CRC-32 of zlib as six base62 digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii', maxLength: 80 }), head => {
      const value = [...tokenChecksum(head)].reduce((sum, digit) => sum * 62 + base62.indexOf(digit), 0)
      expect(value).toBe(crc32(Buffer.from(head, 'latin1')))
      expect(tokenChecksum(head)).toHaveLength(6)
    }),
  )
})
