import { describe, expect, test } from 'vitest'
import { acceptedAfterMark } from './accepted-after-mark.ts'
import { raceRevocations } from './revocation-race.ts'
import { startCluster } from './start-cluster.ts'

describe.each([
  { database: 'sqlite', nodes: 2 },
  { database: 'sqlite', nodes: 3 },
  { database: 'postgres', nodes: 2 },
  { database: 'postgres', nodes: 3 },
] as const)('$nodes processes on one $database database', options => {
  test('accept no key that is sent after its revocation was answered', { timeout: 120_000 }, async () => {
    const cluster = await startCluster(options)
    try {
      const report = await raceRevocations({
        nodes: cluster.nodes,
        revocations: 200,
        verifications: 100_000,
        concurrency: 6,
        batchSize: 50,
      })
      expect(report.stale).toEqual([])
      expect(report.accepted).toBeGreaterThan(0)
      expect(report.verifications).toBeGreaterThanOrEqual(100_000)
      await cluster.stop()
      expect(await acceptedAfterMark(cluster)).toEqual([])
    } finally {
      await cluster.remove()
    }
  })
})
