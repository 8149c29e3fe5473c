import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { inBatches } from './batch-keys.ts'
import { readImportedKeys } from './read-imported-keys.ts'

const token = 'legacy-token-0000001'
const sha256 = createHash('sha256').update(token).digest('hex')

test('a token becomes its digest and is gone', () => {
  const expected = [{ name: 'A', sha256 }]
  expect(readImportedKeys(JSON.stringify([{ name: 'A', token }]))).toEqual(expected)
  expect(readImportedKeys(`${JSON.stringify({ name: 'A', token })}\n\n`)).toEqual(expected)
  expect(readImportedKeys(JSON.stringify([{ name: 'A', sha256 }]))).toEqual(expected)
})

test.each([
  ['', 'holds no keys'],
  ['[]', 'holds no keys'],
  ['{"a":1}\n{"token":"', 'Line 2 is not JSON'],
  ['[{"token":"hunter2"', 'is not JSON'],
  ['[1]', 'Entry 1 is not an object'],
  [JSON.stringify([{ token, sha256 }]), 'Entry 1 has both'],
  [JSON.stringify([{}, { token: 'hunter2' }]), 'Entry 2 has a token that is not'],
])('%j is refused by its place, and no token is repeated', (text, reason) => {
  expect(() => readImportedKeys(text)).toThrow(reason)
  expect(() => readImportedKeys(text)).not.toThrow('hunter2')
})

test('no request holds more than a thousand keys, or more than it may weigh', () => {
  const small = Array.from({ length: 2_001 }, (_, index) => ({ name: `${index}` }))
  expect(inBatches(small).map(batch => batch.length)).toEqual([1_000, 1_000, 1])
  const large = Array.from({ length: 500 }, () => ({ metadata: { text: 'x'.repeat(4_000) } }))
  const batches = inBatches(large)
  expect(batches.flat()).toEqual(large)
  for (const batch of batches) expect(JSON.stringify({ keys: batch }).length).toBeLessThan(1_000_000)
})
