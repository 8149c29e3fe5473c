import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { contextOf, keyBytes, seal, unseal } from './cipher.ts'

const key = randomBytes(keyBytes)
const plain = Buffer.from('ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH')
const context = contextOf('secret', 'org_a', 'key_a', 'sec_a', 'token')

test('what was sealed opens under the same key and context only', () => {
  const sealed = seal(key, plain, context)
  expect(unseal(key, sealed, context)).toEqual(plain)
  expect(unseal(randomBytes(keyBytes), sealed, context)).toBeNull()
  for (const other of [
    contextOf('secret', 'org_b', 'key_a', 'sec_a', 'token'),
    contextOf('secret', 'org_a', 'key_b', 'sec_a', 'token'),
    contextOf('secret', 'org_a', 'key_a', 'sec_b', 'token'),
    contextOf('secret', 'org_a', 'key_a', 'sec_a', 'other'),
  ]) {
    expect(unseal(key, sealed, other)).toBeNull()
  }
})

test('no bit of it can be another one', () => {
  const sealed = seal(key, plain, context)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(unseal(key, changed, context)).toBeNull()
  }
})

test('no byte can be missing, and none added', () => {
  const sealed = seal(key, plain, context)
  for (let length = 0; length < sealed.length; length++) {
    expect(unseal(key, sealed.subarray(0, length), context)).toBeNull()
  }
  expect(unseal(key, Buffer.concat([sealed, Buffer.of(0)]), context)).toBeNull()
})

test('the same text is never the same twice', () => {
  expect(seal(key, plain, context).equals(seal(key, plain, context))).toBe(false)
})

test('words of a context cannot run into each other', () => {
  expect(contextOf('a', 'b').equals(contextOf('ab'))).toBe(false)
  expect(contextOf('a","b').equals(contextOf('a', 'b'))).toBe(false)
})
