import { expect, test } from 'vitest'
import { retainedBytes } from '../hot/testing/retained-bytes.ts'
import { clientAddressFrom } from './client-address.ts'

const address = clientAddressFrom(['10.0.0.0/8', '192.0.2.1', 'fd00::/8'])

test.each([
  ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1, 192.0.2.1', '198.51.100.1'],
  ['10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
  ['fd00::1', '2001:DB8::1', '2001:db8::1'],
  ['::ffff:a00:1', '198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
])('peer %s with X-Forwarded-For %j is %s', (peer, forwardedFor, expected) => {
  expect(address(peer, forwardedFor)).toBe(expected)
})

test.each(['unknown', '', '1.2.3.4:80', '[::1]:80', '198.51.100.1,', '1.1.1.1, , 10.0.0.2'])(
  'the malformed entry %j makes the address unknown',
  forwardedFor => {
    expect(address('10.0.0.1', forwardedFor)).toBeNull()
  },
)

test('without trusted proxies nobody may speak for another address', () => {
  expect(clientAddressFrom([])('10.0.0.1', '198.51.100.1')).toBe('10.0.0.1')
})

test('tells of a header that is not believed, and of no other', () => {
  let unbelieved = 0
  const tell = clientAddressFrom(['10.0.0.0/8'], () => unbelieved++)
  tell('10.0.0.1', '198.51.100.1')
  tell('10.0.0.1', '10.0.0.1')
  tell('203.0.113.9', undefined)
  expect(unbelieved).toBe(0)
  tell('203.0.113.9', '198.51.100.1')
  expect(unbelieved).toBe(1)
})

test('keeps nothing of the text that an address was cut from', () => {
  const kept: (string | null)[] = []
  const bytes = retainedBytes(() => {
    for (let count = 0; count < 200; count++) {
      const chunk = Buffer.alloc(64 * 1024, `198.51.100.${100 + (count % 100)}`).toString('latin1')
      kept.push(address('10.0.0.1', chunk.slice(0, 14)))
    }
  })
  expect(new Set(kept).size).toBe(100)
  expect(bytes / kept.length).toBeLessThan(16 * 1024)
})
