import { runBlockedNode } from '../cluster/blocked-node.ts'
import { runLimit } from '../cluster/limit-accuracy.ts'
import { runPartition } from '../cluster/partitioned-node.ts'
import { type PausedReport, runPausedNode } from '../cluster/paused-node.ts'
import { raceRevocations } from '../cluster/revocation-race.ts'
import { startCluster } from '../cluster/start-cluster.ts'
import { runTightenings } from '../cluster/tightening.ts'
import { runClockJumps } from '../faults/clock-jumps.ts'
import type { Damage } from '../faults/damage.ts'
import { runDamage } from '../faults/damaged-files.ts'
import { runDiskFault } from '../faults/disk-fault.ts'
import { runFlood } from '../faults/flood.ts'
import { runKillExperiment } from '../faults/kill-experiment.ts'
import { runKillPoints } from '../faults/kill-points.ts'
import type { Losses } from '../faults/load.ts'
import { runMigrationKills } from '../faults/migration-kills.ts'
import { runPoisonRows } from '../faults/poison-rows.ts'
import { type PowerLossOptions, runPowerLoss } from '../faults/power-loss.ts'
import { runRepeatedCreates } from '../faults/repeated-creates.ts'
import type { ExperimentName } from './seeded-bugs.ts'

export type ExperimentOptions = { database: 'sqlite' | 'postgres'; command?: string }

/** What an experiment found wrong; empty on a build that keeps its promises. */
export async function runExperiment(name: ExperimentName, options: ExperimentOptions): Promise<string[]> {
  if (name === 'kill') return killFindings(options)
  if (name === 'kill-points') return killPointFindings(options)
  if (name === 'power-loss') return powerLossFindings(options)
  if (name === 'failing-syncs') return powerLossFindings({ ...options, failingSyncs: { from: 50, every: 5 } })
  if (name === 'poison-rows') return (await runPoisonRows({ ...options, textsPerColumn: 1 })).wrong
  if (name === 'damage') {
    const only = (damage: Damage) => damage.name.includes('-wal is missing')
    return (await runDamage({ ...options, rounds: 1, only })).wrong
  }
  if (name === 'failing-journal') return failingJournalFindings(options)
  if (name === 'repeats') return repeatFindings(options)
  if (name === 'partition') {
    const { acceptedAfter, odd } = await runPartition(options)
    return [
      ...odd,
      ...(acceptedAfter > 0 ? [`${acceptedAfter} accepted after the revocation was answered`] : []),
    ]
  }
  if (name === 'blocked') return pausedFindings(await runBlockedNode({ ...options, blockMs: 3_000 }))
  if (name === 'clock') return clockFindings(options)
  if (name === 'flood') return (await runFlood({ ...options, tokens: 20_000, sources: 2 })).wrong
  if (name === 'migration') return (await runMigrationKills({ ...options, kills: 6 })).wrong
  const cluster = await startCluster({ ...options, nodes: name === 'paused' ? 2 : 3 })
  try {
    const [writer, paused] = cluster.nodes
    if (name === 'tightening') {
      const { wrong } = await runTightenings(cluster.nodes, 2)
      return wrong.map(each => `${each.tightening}: ${each.code} on node ${each.node}`)
    }
    if (name === 'limit') {
      const load = { limit: 150, windowSeconds: 1, windows: 2, load: 2 }
      const { overMost } = await runLimit({ nodes: cluster.nodes, ...load })
      return overMost > 0 ? [`${overMost} more than the limit within one window`] : []
    }
    if (name === 'race') {
      const load = { revocations: 50, verifications: 20_000, concurrency: 6, batchSize: 50 }
      const { stale } = await raceRevocations({ nodes: cluster.nodes, ...load })
      return stale.map(each => `${each.keyId} accepted ${each.lateMs.toFixed(1)} ms late`)
    }
    return pausedFindings(await runPausedNode({ writer: writer!, paused: paused! }, { requests: 1_000 }))
  } finally {
    await cluster.remove()
  }
}

function pausedFindings({ accepted, answered }: PausedReport): string[] {
  return accepted > 0 ? [`${accepted} of ${answered} accepted on waking`] : []
}

async function clockFindings(options: ExperimentOptions): Promise<string[]> {
  const { jumps } = await runClockJumps({ ...options, hours: [1, 0] })
  return jumps.flatMap(jump => (jump.expiring === 'expired' ? [] : [`${jump.toHours} h: ${jump.expiring}`]))
}

async function killFindings(options: ExperimentOptions): Promise<string[]> {
  return lossFindings(await runKillExperiment({ ...options, kills: 5, lifeMs: { least: 200, most: 900 } }))
}

async function killPointFindings(options: ExperimentOptions): Promise<string[]> {
  const report = await runKillPoints({ ...options, points: ['committed', 'answered'], rounds: 2 })
  return [...lossFindings(report), ...report.broken]
}

async function repeatFindings(options: ExperimentOptions): Promise<string[]> {
  const { wrong } = await runRepeatedCreates({ ...options, creates: 200, cutShare: 0.3, kills: 2 })
  return wrong
}

async function powerLossFindings(
  options: ExperimentOptions & Pick<PowerLossOptions, 'failingSyncs'>,
): Promise<string[]> {
  const { cuts, refused } = await runPowerLoss({ ...options, cuts: 3, loadMs: 3_000 })
  return [...refused, ...cuts.flatMap(cut => [...lossFindings(cut), ...cut.broken])]
}

async function failingJournalFindings(options: ExperimentOptions): Promise<string[]> {
  const report = await runDiskFault({ ...options, fault: 'full journal', faultMs: 1_000 })
  return typeof report === 'string' ? [] : lossFindings(report)
}

function lossFindings(report: Losses & { auditValid: boolean }): string[] {
  return [
    ...report.lostVerifications.map(id => `verification ${id} lost`),
    ...report.lostChanges.map(id => `change of ${id} lost`),
    ...report.auditMismatches.map(id => `audit and state differ on ${id}`),
    ...(report.auditValid ? [] : ['the audit chain is broken']),
    ...(report.creditsBack > 0 ? [`${report.creditsBack} credits came back`] : []),
  ]
}
