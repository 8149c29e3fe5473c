import { expect, test } from 'vitest'
import { placeOf } from './place-of.ts'

test('an IPv6 network of 64 bits is one place, in whatever spelling and whichever of its addresses', () => {
  const spellings = ['2001:db8::1', '2001:DB8:0:0::ffff', '2001:0db8:0000:0000:1:2:3:4']
  expect(new Set(spellings.map(placeOf)).size).toBe(1)
  expect(placeOf('2001:db8:0:1::1')).not.toBe(placeOf('2001:db8::1'))
})

test('an IPv4 address is one place, mapped into IPv6 too; what is no address is unknown', () => {
  expect(placeOf('::ffff:203.0.113.7')).toBe(placeOf('203.0.113.7'))
  expect(placeOf('203.0.113.8')).not.toBe(placeOf('203.0.113.7'))
  expect([placeOf(null), placeOf('nowhere')]).toEqual(['unknown', 'unknown'])
})
