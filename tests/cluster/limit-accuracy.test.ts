import { expect, test } from 'vitest'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { runCredits, runLimit } from './limit-accuracy.ts'
import { startCluster } from './start-cluster.ts'

test('a limit is exceeded in no window, however much is asked of one process', {
  timeout: 60_000,
}, async () => {
  const node = await startKeyturn({ database: 'sqlite' })
  try {
    const report = await runLimit({ nodes: [node], limit: 100, windowSeconds: 1, windows: 3, load: 2 })
    expect(report).toMatchObject({ overMost: 0 })
    expect(report.accepted).toBeGreaterThan(100)
    await node.stop()
  } finally {
    await node.remove()
  }
})

test('three processes share a limit and the credits of a key to the last one', {
  timeout: 90_000,
}, async () => {
  const cluster = await startCluster({ database: 'postgres', nodes: 3 })
  try {
    const { nodes } = cluster
    const limited = await runLimit({ nodes, limit: 150, windowSeconds: 1, windows: 3, load: 2 })
    expect(limited.overMost).toBe(0)
    expect(limited.accepted).toBeGreaterThan(100)
    const spent = await runCredits(nodes, { credits: 300, callers: 64 })
    expect(spent).toEqual({ accepted: 300, over: 0, lost: 0 })
    await cluster.stop()
  } finally {
    await cluster.remove()
  }
})
