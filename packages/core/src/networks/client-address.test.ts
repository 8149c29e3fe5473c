import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'
import { parseNetwork } from './network.ts'

const proxies = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8']

function resolve(peer: string | undefined, forwardedFor: string[], trusted = proxies) {
  return clientAddress({ peer, forwardedFor, trustedProxies: trusted.map(text => parseNetwork(text)!) })
}

describe('the address of the caller', () => {
  test('is the peer where nothing was forwarded, or nobody is trusted', () => {
    expect(resolve('10.0.0.1', [])).toBe('10.0.0.1')
    expect(resolve('::ffff:10.0.0.1', [])).toBe('10.0.0.1')
    expect(resolve('fe80::1%eth0', [])).toBe('fe80::1')
    expect(resolve('10.0.0.1', ['203.0.113.7'], [])).toBe('10.0.0.1')
    expect(resolve(undefined, ['203.0.113.7'])).toBeNull()
  })

  test('ignores X-Forwarded-For of a peer that is not trusted', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), forwarded => {
        expect(resolve('203.0.113.7', forwarded)).toBe('203.0.113.7')
      }),
    )
  })

  test.each([
    ['10.0.0.1', ['198.51.100.9, 203.0.113.7, 10.9.9.9'], '203.0.113.7'],
    ['10.0.0.1', ['198.51.100.9', '203.0.113.7'], '203.0.113.7'],
    ['10.0.0.1', ['198.51.100.9, 203.0.113.7 ,\t192.0.2.1'], '203.0.113.7'],
    ['::ffff:10.0.0.1', ['203.0.113.7'], '203.0.113.7'],
    ['::ffff:a00:1', ['203.0.113.7'], '203.0.113.7'],
    ['10.0.0.1', ['::FFFF:cb00:7107'], '203.0.113.7'],
    ['10.0.0.1', ['203.0.113.7, ::ffff:a00:2'], '203.0.113.7'],
    ['fd00::1', ['2001:DB8::1'], '2001:db8::1'],
    ['10.0.0.1', ['10.0.0.2, 10.0.0.3'], '10.0.0.2'],
    ['10.0.0.1', [Array(50).fill('10.0.0.2').join(',')], '10.0.0.2'],
  ])('from peer %s with %j is %s: the rightmost that is not a trusted proxy', (peer, forwarded, address) => {
    expect(resolve(peer, forwarded)).toBe(address)
  })

  test('does not change with what the caller puts in front of its own entry', () => {
    fc.assert(
      fc.property(fc.string(), forged => {
        expect(resolve('10.0.0.1', [`${forged}, 203.0.113.7`])).toBe('203.0.113.7')
      }),
    )
  })

  test.each([
    'unknown',
    '',
    ' ',
    '1.2.3.4:80',
    '[::1]:80',
    '[2001:db8::1]',
    '"[::1]:80"',
    '203.0.113.7,',
    ',',
    '203.0.113.7, , 10.0.0.2',
    '010.0.0.1',
    'fe80::1%eth0',
  ])('is unknown when the entry that counts is %j', forwarded => {
    expect(resolve('10.0.0.1', [forwarded])).toBeNull()
  })
})
