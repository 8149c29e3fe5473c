import { expect, test } from 'vitest'
import { randomBytes } from './random-bytes.ts'

test('no two are alike, across refills and sizes', () => {
  const seen = new Set(Array.from({ length: 2_000 }, () => randomBytes(16).toString('hex')))
  for (const count of [5_000, 4_096, 32]) seen.add(randomBytes(count).toString('hex'))
  expect(seen.size).toBe(2_003)
})

test('are as many as asked for, and belong to who asked', () => {
  const [one, other] = [randomBytes(16), randomBytes(16)]
  const before = other.toString('hex')
  one.fill(0)
  expect([one.length, other.length, other.toString('hex')]).toEqual([16, 16, before])
  expect(one.buffer.byteLength).toBe(16)
})
