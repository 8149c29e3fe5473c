import { expect, test } from 'vitest'
import { entityTag, ifMatchVersion } from './entity-tag.ts'

test('a tag that was answered comes back as its version', () => {
  expect(ifMatchVersion(entityTag(7))).toBe(7)
})

test('no condition and * ask for nothing', () => {
  expect(ifMatchVersion(undefined)).toBeNull()
  expect(ifMatchVersion('*')).toBeNull()
})

test.each(['W/"7"', '"abc"', '""', '"99999999999999999999"'])('%s matches no version', header => {
  expect(ifMatchVersion(header)).toBe(-1)
})

test.each(['7', '"7', '"1", "2"', ''])('%j is malformed', header => {
  expect(() => ifMatchVersion(header)).toThrow()
})
