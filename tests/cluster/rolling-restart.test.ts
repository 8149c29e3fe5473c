import { describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runRollingRestart } from './rolling-restart.ts'
import { startCluster } from './start-cluster.ts'

describe.each(databases)('three processes on one %s database', database => {
  test('are replaced one by one behind a load balancer without a failed verification', {
    timeout: 90_000,
  }, async () => {
    const cluster = await startCluster({ database, nodes: 3, env: { KEYTURN_DRAIN_SECONDS: '2' } })
    try {
      const report = await runRollingRestart(cluster, { rounds: 1, requestsPerSecond: 300, settleMs: 300 })
      expect(report.failures).toEqual([])
      expect(report.restarts).toBe(3)
      expect(report.requests).toBeGreaterThan(300)
    } finally {
      await cluster.remove()
    }
  })
})
