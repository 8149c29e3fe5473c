import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAddress } from './format-address.ts'
import { formatNetwork, type Network, networkContains, parseNetwork } from './network.ts'
import { NetworkSet } from './network-set.ts'
import { parseAddress } from './parse-address.ts'

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

function toBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, index) => Number((value >> BigInt((15 - index) * 8)) & 0xffn))
}

const values = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
  fc.bigInt({ min: 0xffff_0000_0000n, max: 0xffff_ffff_ffffn }),
)
const networks = fc.tuple(values, fc.nat({ max: 128 })).map(([value, prefixLength]): Network => {
  const hostBits = BigInt(128 - prefixLength)
  return { address: toBytes((value >> hostBits) << hostBits), prefixLength }
})
/** An address close to a network, so that both answers occur. */
const pairs = fc
  .tuple(networks, fc.nat({ max: 127 }), values, fc.boolean())
  .map(([network, bit, value, near]) => ({
    network,
    address: toBytes(near ? toBigInt(network.address) ^ (1n << BigInt(bit)) : value),
  }))

function containsByArithmetic(network: Network, address: Uint8Array): boolean {
  const hostBits = BigInt(128 - network.prefixLength)
  return toBigInt(network.address) >> hostBits === toBigInt(address) >> hostBits
}

describe('parseNetwork', () => {
  test.each([
    ['10.0.0.0/8', 104],
    ['0.0.0.0/0', 96],
    ['203.0.113.7', 128],
    ['203.0.113.7/32', 128],
    ['::ffff:10.0.0.0/104', 104],
    ['::/0', 0],
    ['2001:db8::/32', 32],
    ['2001:DB8:0::1', 128],
  ])('reads %s', (text, prefixLength) => expect(parseNetwork(text)?.prefixLength).toBe(prefixLength))

  test.each([
    '10.0.0.0/8 ',
    ' 10.0.0.0/8',
    '10.0.0.1/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8.0',
    '10.0.0.0/0x8',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '010.0.0.1',
    '0x0a.1',
    '10.1',
    '2001:db8::/129',
    'fe80::1%eth0',
    'fe80::%eth0/64',
    'example.com',
    '10.0.0.5/8',
    '2001:db8::1/32',
    '',
    '/',
    '/8',
    '10.0.0.1/0',
    '10.0.0.0/999999999999',
    '0.0.0.0/٨',
  ])('refuses %j', text => expect(parseNetwork(text)).toBeNull())

  test('gives the same decision for an IPv4 network in either spelling', () => {
    expect(parseNetwork('::ffff:a00:0/104')).toEqual(parseNetwork('10.0.0.0/8'))
    expect(parseNetwork('::FFFF:203.0.113.7/128')).toEqual(parseNetwork('203.0.113.7'))
    expect(parseNetwork('::ffff:0:0/96')).toEqual(parseNetwork('0.0.0.0/0'))
  })

  test('reads back what formatNetwork writes', () => {
    fc.assert(
      fc.property(networks, network => {
        expect(parseNetwork(formatNetwork(network))).toEqual(network)
      }),
      { numRuns: 500 },
    )
    expect(formatNetwork(parseNetwork('::ffff:10.0.0.0/104')!)).toBe('10.0.0.0/8')
    expect(formatNetwork(parseNetwork('10.0.0.1/32')!)).toBe('10.0.0.1')
    expect(formatNetwork(parseNetwork('2001:DB8:0::/32')!)).toBe('2001:db8::/32')
  })
})

describe('networkContains', () => {
  test('is equality of the leading bits', () => {
    fc.assert(
      fc.property(pairs, ({ network, address }) => {
        expect(networkContains(network, address)).toBe(containsByArithmetic(network, address))
      }),
      { numRuns: 1_000 },
    )
  })

  test('takes no address of another length', () => {
    expect(networkContains(parseNetwork('::/0')!, new Uint8Array(4))).toBe(false)
    expect(NetworkSet.of([parseNetwork('::/0')!]).contains(new Uint8Array(17))).toBe(false)
  })
})

describe('NetworkSet', () => {
  test('contains what any of its networks contains', () => {
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 1, maxLength: 12 }), fc.nat(), (list, pick) => {
        const { address } = list[pick % list.length]!
        const set = NetworkSet.of(list.map(pair => pair.network))
        const expected = list.some(pair => networkContains(pair.network, address))
        expect(set.contains(address)).toBe(expected)
        expect(set.has(formatAddress(address))).toBe(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  test('holds the first and the last address of each network and not their neighbours', () => {
    const set = NetworkSet.of(
      ['10.0.0.0/8', '10.1.0.0/16', '192.0.2.8/29', '2001:db8::/64'].map(text => parseNetwork(text)!),
    )
    for (const inside of [
      '10.0.0.0',
      '10.255.255.255',
      '10.1.2.3',
      '192.0.2.8',
      '192.0.2.15',
      '2001:db8::ffff:ffff:ffff:ffff',
    ]) {
      expect(set.has(inside), inside).toBe(true)
    }
    for (const outside of [
      '9.255.255.255',
      '11.0.0.0',
      '192.0.2.7',
      '192.0.2.16',
      '2001:db8:0:1::',
      '::10.0.0.1',
    ]) {
      expect(set.has(outside), outside).toBe(false)
    }
  })

  test('answers for each address, whichever was asked for before', () => {
    const set = NetworkSet.of([parseNetwork('10.0.0.0/8')!, parseNetwork('2001:db8::/64')!])
    const asked = fc.constantFrom('10.0.0.1', '11.0.0.1', '2001:db8::1', '2001:db9::1', '', 'unknown')
    fc.assert(
      fc.property(fc.array(asked, { minLength: 4 }), addresses => {
        const inside = (address: string) => ['10.0.0.1', '2001:db8::1'].includes(address)
        expect(addresses.map(address => set.has(address))).toEqual(addresses.map(inside))
      }),
    )
  })

  test('writes its networks as CIDR, without those inside another', () => {
    const written = (texts: string[]) => NetworkSet.of(texts.map(text => parseNetwork(text)!)).toStrings()
    expect(
      written(['192.0.2.8/29', '10.1.0.0/16', '10.0.0.0/8', '2001:db8::/64', '203.0.113.7', '::1']),
    ).toEqual(['::1', '10.0.0.0/8', '192.0.2.8/29', '203.0.113.7', '2001:db8::/64'])
    expect(written(['::/0'])).toEqual(['::/0'])
    expect(written(['0.0.0.0/0'])).toEqual(['0.0.0.0/0'])
    expect(written([])).toEqual([])
  })

  test('has nothing when empty, and no text that is no address', () => {
    expect(NetworkSet.of([]).contains(parseAddress('::1')!)).toBe(false)
    const everything = NetworkSet.of([parseNetwork('::/0')!])
    for (const text of ['', 'unknown', '10.0.0.1:80', '[::1]', '010.0.0.1'])
      expect(everything.has(text)).toBe(false)
  })
})
