import { runCanaries } from '../attacks/canaries.ts'
import { runFuzz } from '../attacks/fuzz.ts'
import { runLaneFuzz } from '../attacks/lane-fuzz.ts'
import { runBlockedLists } from '../faults/blocked-lists.ts'
import { runClockJumps, runClockSkew } from '../faults/clock-jumps.ts'
import { runDamage } from '../faults/damaged-files.ts'
import { runDatabaseKills } from '../faults/database-kill-experiment.ts'
import { runOutage } from '../faults/database-outage.ts'
import { runDiskFault } from '../faults/disk-fault.ts'
import { runFlood } from '../faults/flood.ts'
import { runKekRotation } from '../faults/kek-rotation.ts'
import { runKillExperiment } from '../faults/kill-experiment.ts'
import { runKillPoints } from '../faults/kill-points.ts'
import type { Losses } from '../faults/load.ts'
import { runMigrationKills } from '../faults/migration-kills.ts'
import { runPoisonRows } from '../faults/poison-rows.ts'
import { type PowerLossOptions, runPowerLoss } from '../faults/power-loss.ts'
import { runRepeatedCreates } from '../faults/repeated-creates.ts'
import { runSlowDatabase } from '../faults/slow-database.ts'
import { clusterExperiments } from './cluster-experiments.ts'
import type { ExperimentName, ExperimentOptions, FindingsOf } from './experiment.ts'

const experiments: Record<ExperimentName, FindingsOf> = {
  ...clusterExperiments,
  kill: async options =>
    lossFindings(await runKillExperiment({ ...options, kills: 5, lifeMs: { least: 200, most: 900 } })),
  'kill-points': async options => {
    const report = await runKillPoints({ ...options, points: ['committed', 'answered'], rounds: 2 })
    return [...lossFindings(report), ...report.broken]
  },
  'database-kill': async options =>
    lossFindings(await runDatabaseKills({ ...options, kills: 5, lifeMs: { least: 200, most: 900 } })),
  'power-loss': options => powerLossFindings(options),
  'failing-syncs': options => powerLossFindings({ ...options, failingSyncs: { from: 50, every: 5 } }),
  'failing-journal': async options => {
    const report = await runDiskFault({ ...options, fault: 'full journal', faultMs: 1_000 })
    return typeof report === 'string' ? [] : lossFindings(report)
  },
  'full-database': fullDatabaseFindings,
  damage: async options => {
    const report = await runDamage({
      ...options,
      rounds: 1,
      only: damage => damage.name.includes('-wal is missing'),
    })
    return report.wrong
  },
  // A process that one row brings down is a finding too.
  'poison-rows': options =>
    runPoisonRows({ ...options, textsPerColumn: 1 }).then(
      ({ wrong }) => wrong,
      error => [String(error)],
    ),
  repeats: async options =>
    (await runRepeatedCreates({ ...options, creates: 200, cutShare: 0.3, kills: 2 })).wrong,
  clock: clockFindings,
  skew: skewFindings,
  flood: async options => (await runFlood({ ...options, tokens: 20_000, sources: 2 })).wrong,
  migration: async options => (await runMigrationKills({ ...options, kills: 6 })).wrong,
  outage: outageFindings,
  'slow-database': slowDatabaseFindings,
  'blocked-lists': async options =>
    otherThan(['valid'], (await runBlockedLists({ ...options, lists: 50, forMs: 3_000 })).verifications),
  'kek-rotation': async options => {
    const { failed, lost } = await runKekRotation({ ...options, organizations: 50, kills: 1 })
    return [...failed, ...(lost > 0 ? [`${lost} tokens cannot be shown any more`] : [])]
  },
  canaries: async options => (await runCanaries({ ...options, keys: 10, people: 1 })).found,
  fuzz: async options => (await runFuzz({ ...options, requests: 4_000, seed: 20_270_301 })).wrong,
  'lane-fuzz': async options => (await runLaneFuzz({ ...options, requests: 300, seed: 20_270_301 })).wrong,
}

/** What an experiment found wrong; empty on a build that keeps its promises. */
export function runExperiment(name: ExperimentName, options: ExperimentOptions): Promise<string[]> {
  return experiments[name](options)
}

async function clockFindings(options: ExperimentOptions): Promise<string[]> {
  const { jumps } = await runClockJumps({ ...options, hours: [1, 0] })
  return jumps.flatMap(jump => (jump.expiring === 'expired' ? [] : [`${jump.toHours} h: ${jump.expiring}`]))
}

async function skewFindings({ command }: ExperimentOptions): Promise<string[]> {
  const skewMs = 30_000
  const { lateMs } = await runClockSkew({ skewMs, ...(command === undefined ? {} : { command }) })
  return lateMs.flatMap(ms => (ms > skewMs / 2 ? [`refused ${Math.round(ms)} ms after it had expired`] : []))
}

async function outageFindings(options: ExperimentOptions): Promise<string[]> {
  const outage = { leaseSeconds: 1, outageMs: 3_000, kind: 'cut' } as const
  const { answers, acceptedWithoutLease } = await runOutage({ ...options, ...outage })
  const late = acceptedWithoutLease > 0 ? [`${acceptedWithoutLease} accepted after the lease`] : []
  return [...late, ...otherThan(['valid', 'fenced'], answers)]
}

/** The silence is longer than it takes to renew a lease and to give up a query, and shorter than what is left of the lease. */
async function slowDatabaseFindings(options: ExperimentOptions): Promise<string[]> {
  const silence = { leaseSeconds: 20, delaysMs: [], phaseMs: 0, blackholes: 1, blackholeMs: 10_000 }
  return otherThan(['valid'], (await runSlowDatabase({ ...options, ...silence })).answersInSilence)
}

async function fullDatabaseFindings(options: ExperimentOptions): Promise<string[]> {
  try {
    const report = await runDiskFault({ ...options, fault: 'full database', faultMs: 1_000 })
    if (typeof report === 'string') return []
    const { refused } = report.during
    return Object.keys(refused).filter(refusal => !/ (?:503|507) /.test(refusal))
  } catch (error) {
    // Callers that were told of a fault do not try again: there is no first answer afterwards.
    return [String(error)]
  }
}

async function powerLossFindings(
  options: ExperimentOptions & Pick<PowerLossOptions, 'failingSyncs'>,
): Promise<string[]> {
  const { cuts, refused } = await runPowerLoss({ ...options, cuts: 3, loadMs: 3_000 })
  return [...refused, ...cuts.flatMap(cut => [...lossFindings(cut), ...cut.broken])]
}

function otherThan(expected: readonly string[], answers: Readonly<Record<string, number>>): string[] {
  return Object.entries(answers).flatMap(([code, count]) =>
    expected.includes(code) ? [] : [`${count} verifications were told ${code}`],
  )
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
