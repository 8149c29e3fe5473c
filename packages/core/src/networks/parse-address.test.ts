import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress } from './format-address.ts'
import { parseAddress } from './parse-address.ts'

const addresses = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc
    .array(fc.constantFrom(0, 0, 1, 0xab, 0xff), { minLength: 16, maxLength: 16 })
    .map(bytes => Uint8Array.from(bytes)),
  fc
    .uint8Array({ minLength: 4, maxLength: 4 })
    .map(tail => Uint8Array.from([...Array(10).fill(0), 0xff, 0xff, ...tail])),
)

type Spelling = { upper: boolean; padded: boolean; dotted: boolean; gap: number }

const spellings = fc.record({
  upper: fc.boolean(),
  padded: fc.boolean(),
  dotted: fc.boolean(),
  gap: fc.nat({ max: 7 }),
})

/** Writes the address in one of the ways that RFC 4291 section 2.2 allows. */
function spell(bytes: Uint8Array, { upper, padded, dotted, gap }: Spelling): string {
  const groups = Array.from({ length: 8 }, (_, index) => {
    const value = (bytes[index * 2]! << 8) | bytes[index * 2 + 1]!
    const text = value.toString(16).padStart(padded ? 4 : 1, '0')
    return upper ? text.toUpperCase() : text
  })
  if (dotted) groups.splice(6, 2, bytes.subarray(12).join('.'))
  let end = gap
  while (end < groups.length && /^0+$/.test(groups[end]!)) end++
  if (end === gap) return groups.join(':')
  return `${groups.slice(0, gap).join(':')}::${groups.slice(end).join(':')}`
}

describe('parseAddress', () => {
  test('reads every spelling of an address as the same bytes', () => {
    fc.assert(
      fc.property(addresses, spellings, (bytes, spelling) => {
        const text = spell(bytes, spelling)
        expect(isIP(text), text).toBe(6)
        expect(parseAddress(text), text).toEqual(bytes)
      }),
      { numRuns: 1_000 },
    )
  })

  test('reads IPv4 as IPv4-mapped IPv6', () => {
    expect(parseAddress('203.0.113.7')).toEqual(parseAddress('::ffff:203.0.113.7'))
    expect(parseAddress('127.0.0.1')).toEqual(parseAddress('::FFFF:7f00:1'))
    expect(parseAddress('127.0.0.1')).not.toEqual(parseAddress('::127.0.0.1'))
  })

  test.each([
    '',
    '1',
    '10.1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '010.0.0.1',
    '0x0a.1.1.1',
    '1.2.3.04',
    '00.0.0.0',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '1..2.3',
    '1.2.3.',
    '.1.2.3',
    '+1.2.3.4',
    '1.2.3.4/32',
    '1.2.3.4:80',
    '１.2.3.4',
    '1.2.3.1e1',
    ':',
    ':::',
    '::1::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '1:',
    ':1',
    '1:2:3:4:5:6:7:',
    ':2:3:4:5:6:7:8',
    '::1.2.3',
    '::1.2.3.256',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1:2:3:4:5:6::1.2.3.4',
    '[::1]',
    'fe80::1%eth0',
    '::1%1',
    '::ffff:1.2.3.04',
    'localhost',
    'example.com',
    '1'.repeat(100_000),
  ])('refuses %j', text => expect(parseAddress(text)).toBeNull())

  test('takes exactly what the operating system takes, zones apart', () => {
    const pieces = fc.constantFrom(
      ':',
      '::',
      '.',
      '0',
      '00',
      '1',
      '255',
      '256',
      'ffff',
      '1.2.3.4',
      'g',
      '%',
      '/',
      ' ',
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 20 }).map(list => list.join('')),
    )
    fc.assert(
      fc.property(texts, text => {
        expect(parseAddress(text) !== null, text).toBe(isIP(text) !== 0 && !text.includes('%'))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatAddress', () => {
  test('reads back as the same bytes', () => {
    fc.assert(
      fc.property(addresses, bytes => {
        expect(parseAddress(formatAddress(bytes))).toEqual(bytes)
      }),
    )
  })

  test.each([
    ['::FFFF:7F00:1', '127.0.0.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['fe80:0:0:0:0:0:0:0', 'fe80::'],
    ['::1.2.3.4', '::102:304'],
  ])('writes %s as %s (RFC 5952)', (text, canonical) => {
    expect(formatAddress(parseAddress(text)!)).toBe(canonical)
  })
})
