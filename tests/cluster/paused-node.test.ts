import { describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runPausedNode } from './paused-node.ts'
import { startCluster } from './start-cluster.ts'

describe.each(databases)('a process that was paused, on %s', database => {
  test('accepts nothing on waking that was revoked meanwhile, and holds nobody up for longer than its lease', {
    timeout: 60_000,
  }, async () => {
    const cluster = await startCluster({ database, nodes: 2 })
    try {
      const [writer, paused] = cluster.nodes
      const report = await runPausedNode({ writer: writer!, paused: paused! }, { requests: 1_000 })
      expect(report.accepted).toBe(0)
      expect(report.answered).toBeGreaterThanOrEqual(1_000)
      await cluster.stop()
    } finally {
      await cluster.remove()
    }
  })
})
