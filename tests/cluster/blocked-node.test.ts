import { expect, test } from 'vitest'
import { runBlockedNode } from './blocked-node.ts'

test('a process whose event loop was blocked accepts nothing afterwards that was revoked meanwhile', {
  timeout: 60_000,
}, async () => {
  const report = await runBlockedNode({ database: 'postgres', blockMs: 3_000 })
  expect(report.accepted).toBe(0)
  expect(report.answered).toBeGreaterThan(900)
})
