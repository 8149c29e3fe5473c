/**
 * A backlog of a million events and its end: the database is held while events go on, and let go.
 * `npx node bench/usage/backlog.ts [sqlite] [postgres] [--events n] [--record]`
 */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type BacklogReport, runBacklog } from '../../packages/engine/src/usage/testing/run-backlog.ts'
import { startPostgres } from './start-postgres.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '1000000' },
    record: { type: 'boolean', default: false },
  },
})

const results: (BacklogReport & { database: string })[] = []
for (const database of ['sqlite', 'postgres'] as const) {
  if (positionals.length > 0 && !positionals.includes(database)) continue
  const postgres = database === 'postgres' ? await startPostgres() : null
  if (postgres) process.env['KEYTURN_TEST_POSTGRES_URL'] = postgres.url
  try {
    results.push({ database, ...(await runBacklog({ database, events: Number(values.events) })) })
  } finally {
    await postgres?.stop()
  }
}
const load = loadavg().map(each => Math.round(each * 100) / 100)
const report = `${JSON.stringify({ at: new Date().toISOString(), node: process.version, load, results }, null, 2)}\n`
process.stdout.write(report)
if (values.record) writeFileSync(new URL('./backlog-results.json', import.meta.url), report)
