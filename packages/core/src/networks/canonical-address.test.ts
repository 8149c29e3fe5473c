import { expect, test } from 'vitest'
import { canonicalAddress } from './canonical-address.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:DB8:0:0::0001', '2001:db8::1'],
  ['203.0.113.07', null],
  ['fe80::1%eth0', null],
  ['[::1]', null],
  ['unknown', null],
])('of %s it is %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical)
})
