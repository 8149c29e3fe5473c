import { setTimeout as sleep } from 'node:timers/promises'
import { type DiskOperation, diskTracing, readDiskTrace } from '../harness/disk-trace.ts'
import { SimulatedDisk } from '../harness/simulated-disk.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { tracing } from '../harness/strace.ts'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { findBroken } from './kill-points.ts'
import { Load, type Losses } from './load.ts'
import { readEventIds, readStored } from './read-stored.ts'

export type PowerLossOptions = {
  /** Moments at which the power goes, all within one recorded run. */
  cuts: number
  /** How long the recorded process is under load, in milliseconds. */
  loadMs: number
  /** From which sync of a database on, and how many of them apart, syncs of a thread fail with EIO. Default: none (F04). */
  failingSyncs?: { from: number; every: number }
  /** Another build of the command than this checkout's. */
  command?: string
}

/** After one cut; only what was answered before it is missed. */
export type PowerLoss = Losses & {
  afterMs: number
  auditValid: boolean
  broken: string[]
}

/** `refused`: what starts said that did not come up; must be empty. */
export type PowerLossReport = {
  cuts: PowerLoss[]
  refused: string[]
  recorded: { operations: number; syncs: number; failed: number }
}

/**
 * Records every write and sync of a process at level `power-loss`, then makes the disk that a power cut at a random
 * moment would have left, starts on it, and compares (G2, F03).
 */
export async function runPowerLoss(options: PowerLossOptions): Promise<PowerLossReport> {
  const build = options.command === undefined ? {} : { command: options.command }
  const recording = temporaryDirectory()
  const trace = `${recording}/trace`
  const env = { KEYTURN_DURABILITY: 'power-loss' }
  const node = await startKeyturn({
    database: 'sqlite',
    ...build,
    env,
    under: tracing(...diskTracing(trace), ...(options.failingSyncs ? failing(options.failingSyncs) : [])),
  })
  try {
    const load = new Load()
    await load.prepare(node)
    const from = Date.now()
    const running = load.run(node)
    await sleep(options.loadMs)
    const to = Date.now()
    await node.kill()
    await running
    const operations = await readDiskTrace(trace, node.dataDirectory)
    const syncs = operations.filter(operation => operation.call === 'sync')
    const failed = syncs.filter(sync => sync.failed).length
    const again = { ...build, rootKey: node.rootKey, env }
    const [cuts, refused]: [PowerLoss[], string[]] = [[], []]
    while (cuts.length + refused.length < options.cuts) {
      const at = from + Math.random() * (to - from)
      await cutAt(at, { from, load, operations, recorded: node.dataDirectory, again }).then(
        cut => cuts.push(cut),
        error => refused.push(String(error)),
      )
    }
    return { cuts, refused, recorded: { operations: operations.length, syncs: syncs.length, failed } }
  } finally {
    await node.remove()
    await removeTemporary([recording])
  }
}

function failing({ from, every }: { from: number; every: number }): string[] {
  // The journal is synced by threads that sync nothing else, the databases by threads that begin with their schema.
  const journal = ['-e', `inject=fdatasync:error=EIO:when=3+${every}`]
  return ['-e', `inject=fsync:error=EIO:when=${from}+${every}`, ...journal]
}

type Recorded = {
  from: number
  load: Load
  operations: readonly DiskOperation[]
  /** The directory that was recorded. */
  recorded: string
  again: { rootKey: string; command?: string; env: Record<string, string> }
}

async function cutAt(at: number, { from, load, operations, recorded, again }: Recorded): Promise<PowerLoss> {
  const disk = new SimulatedDisk(recorded)
  disk.play(operations, at)
  const dataDirectory = temporaryDirectory()
  disk.restore(dataDirectory)
  try {
    const node = await startKeyturn({ database: 'sqlite', dataDirectory, ...again })
    const audit = await node.client.audit.verify()
    const eventIds = await readEventIds(node.client, load.organizationId)
    await node.stop()
    const stored = await readStored({ dataDirectory, databaseUrl: null })
    const losses = load.compare(stored, eventIds, { before: at })
    const broken = findBroken(dataDirectory)
    return { afterMs: at - from, ...losses, auditValid: audit.valid, broken }
  } finally {
    await removeTemporary([dataDirectory])
  }
}
