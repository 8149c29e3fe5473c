import { expect, test } from 'vitest'
import { runPartition } from './partitioned-node.ts'

test('a node that the database cannot be reached from fences itself before a revocation is answered', {
  timeout: 60_000,
}, async () => {
  const report = await runPartition({})
  expect(report).toMatchObject({ acceptedAfter: 0, odd: [], healed: 'revoked' })
  expect(report.acceptedBefore).toBeGreaterThan(0)
  expect(report.fenced).toBeGreaterThan(0)
})
