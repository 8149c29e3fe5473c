import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { eventually } from '../harness/eventually.ts'
import { smallDisk } from '../harness/full-disk.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { whyNotTraced } from '../harness/strace.ts'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { findBroken } from './kill-points.ts'
import { Load, type Losses, type Refusal } from './load.ts'
import { readEventIds, readStored } from './read-stored.ts'

/** What fails: the disk of the data directory, or the files of the control database, or those of the journal. */
export const diskFaults = [
  'full disk',
  'full database',
  'failing database',
  'full journal',
  'failing journal',
] as const
type DiskFault = (typeof diskFaults)[number]

export type DiskFaultOptions = { fault: DiskFault; faultMs: number; command?: string }

export type DiskFaultReport = Losses & {
  /** While it lasted; refusals by status and code. */
  during: { answered: Record<Refusal['what'], number>; refused: Record<string, number> }
  /** From the end of the fault to the first answer, in milliseconds. */
  recoveryMs: Record<Refusal['what'], number>
  auditValid: boolean
  broken: string[]
}

/** Makes storage fail under load and lets it recover, without a restart (F04, F05). Answers why where it cannot. */
export async function runDiskFault(options: DiskFaultOptions): Promise<DiskFaultReport | string> {
  const [dataDirectory, copy] = [temporaryDirectory(), temporaryDirectory()]
  const prepared = prepareFault(options.fault, dataDirectory)
  if (typeof prepared === 'string') return prepared
  const { start, begin, end, seenAt } = prepared
  const node = await startKeyturn({
    database: 'sqlite',
    dataDirectory,
    ...(options.command === undefined ? {} : { command: options.command }),
    ...start,
  })
  try {
    const load = new Load()
    await load.prepare(node)
    const running = load.run(node)
    await sleep(500)
    await begin(node)
    // What was on its way when it began may still succeed.
    const from = Date.now() + 100
    await sleep(options.faultMs)
    const to = Date.now()
    await end(node)
    const healedAt = Date.now()
    const recovered = async (what: Refusal['what']) =>
      eventually(
        `the first ${what}`,
        async () => load.answeredBetween(healedAt, Date.now() + 1)[what] || null,
        {
          withinMs: 10_000,
        },
      ).then(() => Date.now() - healedAt)
    const [verification, debit, change] = await Promise.all([
      recovered('verification'),
      recovered('debit'),
      recovered('change'),
    ])
    await sleep(500)
    load.isOver = true
    await running
    const eventIds = await readAllEventIds(node, load)
    const audit = await node.client.audit.verify()
    // A small disk goes with its process; by now nothing is written but the registry of nodes.
    cpSync(seenAt(node), copy, { recursive: true })
    await node.stop()
    const stored = await readStored({ dataDirectory: copy, databaseUrl: null })
    return {
      during: {
        answered: load.answeredBetween(from, to),
        refused: countRefusals(load.refusals, { from, to }),
      },
      recoveryMs: { verification, debit, change },
      ...load.compare(stored, eventIds),
      auditValid: audit.valid,
      broken: findBroken(copy),
    }
  } finally {
    await node.remove()
    await removeTemporary([dataDirectory, copy])
  }
}

/** Storing usage begins again some time after the disk does, and takes its time on a busy machine. */
async function readAllEventIds({ client }: StartedKeyturn, load: Load): Promise<Set<string>> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const ids = await readEventIds(client, load.organizationId)
    if (load.verificationIds.every(id => ids.has(id)) || performance.now() > deadline) return ids
    await sleep(500)
  }
}

function countRefusals(
  refusals: readonly Refusal[],
  { from, to }: { from: number; to: number },
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { what, status, code, at } of refusals) {
    const name = `${what} ${status} ${code}`
    if (at >= from && at <= to) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

type PreparedFault = {
  start: { under?: string[]; env?: Record<string, string> }
  begin(node: StartedKeyturn): Promise<void>
  end(node: StartedKeyturn): Promise<void>
  /** Where the data directory can be read while the process lives. */
  seenAt(node: StartedKeyturn): string
}

function prepareFault(fault: DiskFault, dataDirectory: string): PreparedFault | string {
  if (fault === 'full disk') return fullDisk(dataDirectory)
  if (fault === 'full database') return databaseFault('pwrite64', 'ENOSPC')
  if (fault === 'failing database') return databaseFault('fsync', 'EIO')
  return journalFault(fault === 'full journal' ? 'ENOSPC' : 'EIO')
}

function fullDisk(dataDirectory: string): PreparedFault | string {
  const disk = smallDisk(dataDirectory, 64)
  if (typeof disk === 'string') return disk
  return {
    start: { under: disk.under },
    begin: async node => disk.fill(node.pid),
    end: async node => disk.free(node.pid),
    seenAt: node => disk.pathOf(node.pid),
  }
}

function journalFault(code: 'ENOSPC' | 'EIO'): PreparedFault {
  const preload = pathToFileURL(join(import.meta.dirname, '../harness/preloads/fail-journal.ts')).href
  const flag = join(temporaryDirectory(), 'fault')
  const env = { NODE_OPTIONS: `--import=${preload}`, TEST_FAULT: flag, KEYTURN_DURABILITY: 'power-loss' }
  return {
    start: { env },
    begin: async () => writeFileSync(flag, code),
    end: async () => rmSync(flag),
    seenAt: node => node.dataDirectory,
  }
}

/** A tracer that makes one call fail on the files of the control database, for as long as it is attached. */
function databaseFault(call: 'pwrite64' | 'fsync', code: 'ENOSPC' | 'EIO'): PreparedFault | string {
  const why = whyNotTraced()
  if (why !== null) return why
  let detach = async () => {}
  return {
    start: {},
    begin: async node => {
      const files = ['keyturn.db', 'keyturn.db-wal'].flatMap(name => ['-P', join(node.dataDirectory, name)])
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=${code}`]
      const tracer = spawn('strace', [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        ...files,
        ...inject,
        '-p',
        String(node.pid),
      ])
      detach = async () => {
        tracer.kill('SIGINT')
        await once(tracer, 'exit')
      }
      await eventually('the tracer is attached', async () =>
        /TracerPid:\s*[1-9]/.test(readFileSync(`/proc/${node.pid}/status`, 'utf8')) ? true : null,
      )
    },
    end: () => detach(),
    seenAt: node => node.dataDirectory,
  }
}
