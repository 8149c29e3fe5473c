import { randomInt } from 'node:crypto'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { tracing, whyNotTraced } from '../harness/strace.ts'
import { Load, type Losses } from './load.ts'
import { readEventIds, readStored } from './read-stored.ts'

/** Where a process is ended, by the step that it has just made. */
const killPoints = [
  'audit-row',
  'commit',
  'committed',
  'answered',
  'journal-written',
  'usage-stored',
  'checkpoint',
] as const
type KillPoint = (typeof killPoints)[number]

export type KillPointOptions = {
  database: 'sqlite' | 'postgres'
  /** Default: all of them. */
  points?: readonly KillPoint[]
  /** Kills at each point. */
  rounds: number
  /** Another build of the command than this checkout's. */
  command?: string
}

export type KillPointReport = Losses & {
  kills: Partial<Record<KillPoint, number>>
  /** Points that the load never came to, and why; must be empty. */
  missed: string[]
  auditValid: boolean
  /** Database files that `PRAGMA integrity_check` finds fault with. */
  broken: string[]
}

const preload = pathToFileURL(join(import.meta.dirname, '../harness/preloads/kill-at-point.ts')).href
const dieMsMax = 20_000

/** Ends a process at one named step after another, and compares what was answered with what is there (F02). */
export async function runKillPoints({
  rounds,
  points = killPoints,
  ...build
}: KillPointOptions): Promise<KillPointReport> {
  const first = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = first
  const again = { ...build, rootKey, dataDirectory, ...(databaseUrl === null ? {} : { databaseUrl }) }
  const load = new Load()
  const report = { kills: {} as KillPointReport['kills'], missed: [] as string[] }
  try {
    await load.prepare(first)
    await first.stop()
    for (const point of points) {
      const why = whyNot(point, build.database)
      if (why === 'nothing to see') continue
      if (why !== null) report.missed.push(`${point}: ${why}`)
      for (let round = 0; why === null && round < rounds; round++) {
        const isDead = await killAt(point, {
          load,
          start: extra => startKeyturn({ ...again, ...extra }),
          dataDirectory,
        })
        if (isDead) report.kills[point] = (report.kills[point] ?? 0) + 1
        else report.missed.push(`${point}: it was not passed`)
      }
    }
    const last = await startKeyturn(again)
    const audit = await last.client.audit.verify()
    const eventIds = await readEventIds(last.client, load.organizationId)
    await last.stop()
    const stored = await readStored({ dataDirectory, databaseUrl })
    const broken = findBroken(dataDirectory)
    return { ...report, ...load.compare(stored, eventIds), auditValid: audit.valid, broken }
  } finally {
    await first.remove()
  }
}

/** Only SQLite copies a write-ahead log into a file of its own, which nothing but a tracer can see. */
function whyNot(point: KillPoint, database: KillPointOptions['database']): string | null {
  if (point !== 'checkpoint') return null
  return database === 'sqlite' ? whyNotTraced() : 'nothing to see'
}

type Killing = {
  load: Load
  dataDirectory: string
  start(extra: { env?: Record<string, string>; under?: string[] }): Promise<StartedKeyturn>
}

/** False when the process was still alive after 20 s. */
async function killAt(point: KillPoint, { load, start, dataDirectory }: Killing): Promise<boolean> {
  // What a death has left in the write-ahead log would be copied as a start makes its first change, before it is ready.
  if (point === 'checkpoint') await (await start({})).stop()
  const armed = join(dataDirectory, 'armed')
  rmSync(armed, { force: true })
  const passes = String(randomInt(1, 9))
  const env = {
    NODE_OPTIONS: `--import=${preload}`,
    TEST_POINT: point,
    TEST_ARMED: armed,
    TEST_PASSES: passes,
  }
  const inject = ['-e', 'trace=pwrite64', '-e', `inject=pwrite64:signal=SIGKILL:when=${passes}`]
  const database = join(dataDirectory, 'keyturn.db')
  const node = await start(
    point === 'checkpoint' ? { under: tracing('-o', '/dev/null', '-P', database, ...inject) } : { env },
  )
  const running = load.run(node)
  writeFileSync(armed, '')
  const isDead = await node.endsWithin(dieMsMax)
  await running
  return isDead
}

/** Files that were not closed are opened for writing, as the product would. */
export function findBroken(dataDirectory: string): string[] {
  const usage = join(dataDirectory, 'usage')
  const months = existsSync(usage) ? readdirSync(usage).map(name => join(usage, name)) : []
  const files = [join(dataDirectory, 'keyturn.db'), ...months].filter(file => file.endsWith('.db'))
  return files.filter(existsSync).filter(file => {
    const database = new Database(file)
    const verdict = database.pragma('integrity_check', { simple: true })
    database.close()
    return verdict !== 'ok'
  })
}
