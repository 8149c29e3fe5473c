import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openText, sealText } from './sealed-text.ts'

const key = randomBytes(32)

test('a sealed text is opened for its owner with its key', () => {
  expect(openText(key, 'org_1', sealText(key, 'org_1', 'pässword'))).toBe('pässword')
})

test('the same text is sealed differently each time', () => {
  expect(sealText(key, 'org_1', 'password')).not.toEqual(sealText(key, 'org_1', 'password'))
})

test('another owner, another key and changed bytes open nothing', () => {
  const sealed = sealText(key, 'org_1', 'password')
  const changed = Buffer.from(sealed)
  changed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
  expect(() => openText(key, 'org_2', sealed)).toThrow()
  expect(() => openText(randomBytes(32), 'org_1', sealed)).toThrow()
  expect(() => openText(key, 'org_1', changed)).toThrow()
})
