import { expect, test } from 'vitest'
import { isPublicAddress, resolveHost } from './public-address.ts'

test.each([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['192.168.1.1', false],
  ['0.0.0.0', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['2002:a00:1::', false],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

test('a private host is connected to only when the operator has allowed it', async () => {
  expect(await resolveHost('127.0.0.1', [])).toBeNull()
  expect(await resolveHost('127.0.0.1', ['127.0.0.1'])).toBe('127.0.0.1')
})
