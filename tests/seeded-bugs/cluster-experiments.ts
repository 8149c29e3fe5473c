import { runBlockedNode } from '../cluster/blocked-node.ts'
import { runCredits, runLimit } from '../cluster/limit-accuracy.ts'
import { runPartition } from '../cluster/partitioned-node.ts'
import { type PausedReport, runPausedNode } from '../cluster/paused-node.ts'
import { raceRevocations } from '../cluster/revocation-race.ts'
import { runRollingRestart } from '../cluster/rolling-restart.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../cluster/start-cluster.ts'
import { runTightenings } from '../cluster/tightening.ts'
import type { ExperimentName, ExperimentOptions, FindingsOf } from './experiment.ts'

/** Those with several processes on one database. */
export const clusterExperiments = {
  tightening: options =>
    onCluster({ ...options, nodes: 3 }, async ({ nodes }) => {
      const { wrong } = await runTightenings(nodes, 2)
      return wrong.map(each => `${each.tightening}: ${each.code} on node ${each.node}`)
    }),
  race: options =>
    onCluster({ ...options, nodes: 3 }, async ({ nodes }) => {
      const load = { revocations: 50, verifications: 20_000, concurrency: 6, batchSize: 50 }
      const { stale } = await raceRevocations({ nodes, ...load })
      return stale.map(each => `${each.keyId} accepted ${each.lateMs.toFixed(1)} ms late`)
    }),
  limit: options =>
    onCluster({ ...options, nodes: 3 }, async ({ nodes }) => {
      const load = { limit: 300, windowSeconds: 5, windows: 2, load: 2 }
      const { overMost } = await runLimit({ nodes, ...load })
      return overMost > 0 ? [`${overMost} more than the limit within one window`] : []
    }),
  credits: options =>
    onCluster({ ...options, nodes: 3 }, async ({ nodes }) => {
      const { over, lost } = await runCredits(nodes, { credits: 2_000, callers: 64 })
      return [
        ...(over > 0 ? [`${over} accepted that were not paid for`] : []),
        ...(lost > 0 ? [`${lost} credits taken and nobody accepted`] : []),
      ]
    }),
  rolling: options =>
    onCluster({ ...options, nodes: 3, env: { KEYTURN_DRAIN_SECONDS: '1' } }, async cluster => {
      const load = { rounds: 1, requestsPerSecond: 300, settleMs: 300 }
      const { failures } = await runRollingRestart(cluster, load)
      // A machine that is too busy has nodes without a lease on any build.
      return failures.filter(failure => !failure.includes('"code":"fenced"'))
    }),
  paused: options =>
    onCluster({ ...options, nodes: 2 }, async ({ nodes: [writer, paused] }) =>
      pausedFindings(await runPausedNode({ writer: writer!, paused: paused! }, { requests: 1_000 })),
    ),
  blocked: async options => pausedFindings(await runBlockedNode({ ...options, blockMs: 3_000 })),
  partition: partitionFindings,
} satisfies Partial<Record<ExperimentName, FindingsOf>>

async function onCluster(
  options: ClusterOptions,
  run: (cluster: Cluster) => Promise<string[]>,
): Promise<string[]> {
  const cluster = await startCluster(options)
  try {
    return await run(cluster)
  } finally {
    await cluster.remove()
  }
}

async function partitionFindings(options: ExperimentOptions): Promise<string[]> {
  const { acceptedAfter, odd } = await runPartition(options)
  const late = acceptedAfter > 0 ? [`${acceptedAfter} accepted after the revocation was answered`] : []
  return [...odd, ...late]
}

function pausedFindings({ accepted, answered }: PausedReport): string[] {
  return accepted > 0 ? [`${accepted} of ${answered} accepted on waking`] : []
}
