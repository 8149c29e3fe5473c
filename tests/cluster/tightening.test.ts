import { describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { startCluster } from './start-cluster.ts'
import { runTightenings } from './tightening.ts'

describe.each(databases)('three processes on one %s database', database => {
  test('refuse on every node what a call has taken away, from its answer on', {
    timeout: 120_000,
  }, async () => {
    const cluster = await startCluster({ database, nodes: 3 })
    try {
      const report = await runTightenings(cluster.nodes, 2)
      expect(report.wrong).toEqual([])
      await cluster.stop()
    } finally {
      await cluster.remove()
    }
  })
})
