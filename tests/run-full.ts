/**
 * The experiments at full length, whose short forms are part of `npm test`. Each result is written to
 * tests/results/<experiment>-<database>.json as soon as it is there.
 *
 *     npx node tests/run-full.ts                 all of them, some hours
 *     npx node tests/run-full.ts kill race       some of them, by the beginnings of their names
 *     npx node tests/run-full.ts kill --database postgres
 *     npx node tests/run-full.ts fuzz timing --requests 200000
 *
 * Needs KEYTURN_TEST_POSTGRES_URL, a server where databases may be created.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCanaries } from './attacks/canaries.ts'
import { runFuzz } from './attacks/fuzz.ts'
import { runLaneFuzz } from './attacks/lane-fuzz.ts'
import { runTiming } from './attacks/timing.ts'
import { runPeopleTiming } from './attacks/timing-people.ts'
import { acceptedAfterMark } from './cluster/accepted-after-mark.ts'
import { runBlockedNode } from './cluster/blocked-node.ts'
import { runCredits, runLimit } from './cluster/limit-accuracy.ts'
import { runPartition } from './cluster/partitioned-node.ts'
import { runPausedNode } from './cluster/paused-node.ts'
import { raceRevocations } from './cluster/revocation-race.ts'
import { runRollingRestart } from './cluster/rolling-restart.ts'
import { type Cluster, type ClusterOptions, startCluster } from './cluster/start-cluster.ts'
import { runTightenings } from './cluster/tightening.ts'
import { runBlockedLists } from './faults/blocked-lists.ts'
import { allJumps, runClockJumps, runClockSkew } from './faults/clock-jumps.ts'
import { runDamage } from './faults/damaged-files.ts'
import { runDatabaseKills } from './faults/database-kill-experiment.ts'
import { runOutage } from './faults/database-outage.ts'
import { runDeletedOrganization } from './faults/deleted-organization.ts'
import { diskFaults, runDiskFault } from './faults/disk-fault.ts'
import { runFlood } from './faults/flood.ts'
import { runHotKey } from './faults/hot-key.ts'
import { runKekRotation } from './faults/kek-rotation.ts'
import { runKillExperiment } from './faults/kill-experiment.ts'
import { runKillPoints } from './faults/kill-points.ts'
import { runLargeOrganization } from './faults/large-organization.ts'
import { runLongAudit } from './faults/long-audit.ts'
import { runMigrationKills } from './faults/migration-kills.ts'
import { runPoisonRows } from './faults/poison-rows.ts'
import { runPowerLoss } from './faults/power-loss.ts'
import { runRepeatedCreates } from './faults/repeated-creates.ts'
import { runSlowDatabase } from './faults/slow-database.ts'
import { databases } from './harness/start-keyturn.ts'
import { measureFirstView } from './journeys/first-view.ts'
import { runNext } from './packages/next.ts'
import { runSdkNodes, sdkNodes } from './packages/sdk-nodes.ts'

type Database = (typeof databases)[number]
type Experiment = (database: Database) => Promise<object | null>

async function onCluster<T>(options: ClusterOptions, run: (cluster: Cluster) => Promise<T>): Promise<T> {
  const cluster = await startCluster(options)
  try {
    return await run(cluster)
  } finally {
    await cluster.remove()
  }
}

const race = (nodes: number): Experiment => {
  const load = { revocations: 1_000, verifications: 1_000_000, concurrency: 6, batchSize: 50 }
  return database =>
    onCluster({ database, nodes }, async cluster => {
      const report = await raceRevocations({ nodes: cluster.nodes, ...load })
      await cluster.stop()
      return { ...report, acceptedAfterMark: await acceptedAfterMark(cluster) }
    })
}

const { values: flags, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    database: { type: 'string' },
    /** Of `fuzz` and `timing`; what was sent is part of the record. */
    requests: { type: 'string', default: '1000000' },
  },
})
const requests = Number(flags.requests)

const experiments: Record<string, Experiment> = {
  kill: database =>
    runKillExperiment({
      database,
      kills: database === 'sqlite' ? 100 : 20,
      lifeMs: { least: 10, most: 2_000 },
    }),
  'database-kill': async database =>
    database === 'postgres' ? runDatabaseKills({ kills: 20, lifeMs: { least: 100, most: 2_000 } }) : null,
  'kill-points': database => runKillPoints({ database, rounds: 5 }),
  'power-loss': async database => (database === 'sqlite' ? runPowerLoss({ cuts: 30, loadMs: 20_000 }) : null),
  'failing-syncs': async database =>
    database === 'sqlite'
      ? runPowerLoss({ cuts: 30, loadMs: 20_000, failingSyncs: { from: 60, every: 7 } })
      : null,
  'disk-fault': async database => {
    if (database !== 'sqlite') return null
    const reports: Record<string, object | string> = {}
    for (const fault of diskFaults) reports[fault] = await runDiskFault({ fault, faultMs: 10_000 })
    return reports
  },
  damage: async database => (database === 'sqlite' ? runDamage({ rounds: 6 }) : null),
  'poison-rows': database => runPoisonRows({ database, textsPerColumn: 8 }),
  blocked: database => runBlockedNode({ database, blockMs: 5_000 }),
  'slow-database': async database =>
    database === 'postgres'
      ? runSlowDatabase({
          leaseSeconds: 10,
          delaysMs: [100, 1_000, 5_000],
          phaseMs: 15_000,
          blackholes: 100,
          blackholeMs: 300,
        })
      : null,
  'blocked-lists': async database =>
    database === 'postgres' ? runBlockedLists({ lists: 50, forMs: 5_000 }) : null,
  'clock-jumps': database => runClockJumps({ database, hours: allJumps }),
  'clock-skew': async database => (database === 'postgres' ? runClockSkew({ skewMs: 60_000 }) : null),
  limit: database =>
    onCluster({ database, nodes: 3 }, ({ nodes }) =>
      runLimit({ nodes, limit: 600, windowSeconds: 2, windows: 10, load: 2 }),
    ),
  'limit-1': database =>
    onCluster({ database, nodes: 1 }, ({ nodes }) =>
      runLimit({ nodes, limit: 600, windowSeconds: 2, windows: 10, load: 2 }),
    ),
  credits: database =>
    onCluster({ database, nodes: 3 }, ({ nodes }) => runCredits(nodes, { credits: 20_000, callers: 64 })),
  flood: database => runFlood({ database, tokens: 1_000_000, sources: 20 }),
  'hot-key': database =>
    runHotKey({ database, others: 100, rounds: 5, requestsPerRound: 20_000, perSecond: 2_000 }),
  'large-organization': database => runLargeOrganization({ database, keys: 1_000_000, pages: 500 }),
  'long-audit': database => runLongAudit({ database, events: 10_000_000 }),
  'migration-kills': database => runMigrationKills({ database, kills: 50 }),
  'kek-rotation': database =>
    runKekRotation({ database, organizations: 1_000, copies: 999_000, kills: 20, lifeMs: 4_000 }),
  'deleted-organization': database => runDeletedOrganization({ database, tokens: 1_000 }),
  repeats: database => runRepeatedCreates({ database, creates: 10_000, cutShare: 0.05, kills: 20 }),
  fuzz: database => runFuzz({ database, requests, seed: Date.now() }),
  'lane-fuzz': database => runLaneFuzz({ database, requests: 20_000, seed: Date.now() }),
  canaries: database => runCanaries({ database, keys: 1_000, people: 50 }),
  timing: async database => (database === 'sqlite' ? runTiming({ database, samples: requests }) : null),
  'timing-people': async database =>
    database === 'sqlite'
      ? runPeopleTiming({ signIns: requests / 50, resets: requests / 100, previews: requests / 5 })
      : null,
  'race-2': race(2),
  'race-3': race(3),
  tightening: database => onCluster({ database, nodes: 3 }, cluster => runTightenings(cluster.nodes, 20)),
  paused: database =>
    onCluster({ database, nodes: 2 }, ({ nodes: [writer, paused] }) =>
      runPausedNode({ writer: writer!, paused: paused! }, { requests: 1_000 }),
    ),
  partition: async database => (database === 'postgres' ? runPartition({}) : null),
  outage: async database =>
    database === 'postgres' ? runOutage({ leaseSeconds: 1, outageMs: 60_000, kind: 'blackhole' }) : null,
  'outage-long-lease': async database =>
    database === 'postgres' ? runOutage({ leaseSeconds: 120, outageMs: 60_000, kind: 'cut' }) : null,
  rolling: database =>
    onCluster({ database, nodes: 3, env: { KEYTURN_DRAIN_SECONDS: '1' } }, cluster =>
      runRollingRestart(cluster, { rounds: 5, requestsPerSecond: 1_000, settleMs: 20_000 }),
    ),
  'first-view': async database => (database === 'sqlite' ? measureFirstView({ rounds: 9 }) : null),
  // These two bring Next.js and other versions of Node from npm.
  next: async database => (database === 'sqlite' ? runNext({ database }) : null),
  'sdk-nodes': async database => (database === 'sqlite' ? runSdkNodes(sdkNodes) : null),
}

const results = join(import.meta.dirname, 'results')
mkdirSync(results, { recursive: true })
for (const [name, experiment] of Object.entries(experiments)) {
  if (wanted.length > 0 && !wanted.some(word => name.startsWith(word))) continue
  for (const database of databases) {
    if (flags.database !== undefined && flags.database !== database) continue
    const startedAt = Date.now()
    const report = await experiment(database)
    if (report === null) continue
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`
    const record = {
      experiment: name,
      database,
      date: new Date().toISOString(),
      node: process.version,
      machine,
      seconds,
      report,
    }
    writeFileSync(join(results, `${name}-${database}.json`), `${JSON.stringify(record, null, 2)}\n`)
    console.log(`${name} on ${database}, ${seconds} s: ${JSON.stringify(report)}`)
  }
}
