import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { StartedProcess } from '../harness/started-process.ts'
import { removeTemporary, temporaryDatabase, temporaryDirectory } from '../harness/temporary-data.ts'

export type MigrationKillReport = {
  /** Processes that were killed before they had finished. */
  killed: number
  /** Of the two that came after each kill, how many found all of it still to do. */
  startedOver: number
  wrong: string[]
}

const ownCommand = resolve(import.meta.dirname, '../../packages/cli/bin/keyturn.js')
const preload = pathToFileURL(join(import.meta.dirname, '../harness/preloads/kill-after-open.ts')).href
const killMsMax = 60

type Report = { applied: string[]; alreadyApplied: string[] }

/** Kills `keyturn migrate` at a random moment, then runs it twice at once: one does what is left, once (F38). */
export async function runMigrationKills(options: {
  database: 'sqlite' | 'postgres'
  kills: number
  command?: string
}): Promise<MigrationKillReport> {
  const report: MigrationKillReport = { killed: 0, startedOver: 0, wrong: [] }
  for (let kill = 0; kill < options.kills; kill++) {
    const data = temporaryDirectory()
    const url = options.database === 'postgres' ? await temporaryDatabase() : null
    const migrate = (env: Record<string, string> = {}) =>
      new StartedProcess({
        name: 'keyturn migrate',
        args: [options.command ?? ownCommand, 'migrate', '--json'],
        cwd: data,
        env: { KEYTURN_DATA: data, ...(url === null ? {} : { KEYTURN_DATABASE_URL: url }), ...env },
      })
    try {
      const killMs = String((kill / options.kills) * killMsMax)
      const first = migrate({ NODE_OPTIONS: `--import=${preload}`, TEST_KILL_MS: killMs })
      if ((await first.ended()) === null) report.killed += 1
      const both = await Promise.all([finished(migrate()), finished(migrate())])
      const applied = both.map(each => each?.applied.length ?? -1)
      if (both.includes(null)) report.wrong.push(`after ${killMs} ms a migration does not end`)
      else if (Math.min(...applied) > 0) report.wrong.push(`after ${killMs} ms both migrate`)
      if (Math.max(...applied) > 0) report.startedOver += 1
    } finally {
      await removeTemporary([data, url])
    }
  }
  return report
}

/** Null where it failed. */
async function finished(migration: StartedProcess): Promise<Report | null> {
  const status = await migration.ended()
  return status === 0 ? JSON.parse(migration.output) : null
}
