/**
 * How many usage events a second reach the database from a journal, with postings, rollups and the position, and what
 * CPU that takes. `npx node bench/usage/ship.ts [sqlite|postgres …] [--events n] [--keys n]`
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../../packages/engine/src/clock/clock.ts'
import { migrate } from '../../packages/engine/src/storage/migrate.ts'
import type { UsageSinkTarget } from '../../packages/engine/src/storage/storage.ts'
import { JournalReader } from '../../packages/engine/src/usage/journal-reader.ts'
import { openUsageSink } from '../../packages/engine/src/usage/open-usage-sink.ts'
import { Shipment } from '../../packages/engine/src/usage/ship-journal.ts'
import { startPostgres } from './start-postgres.ts'
import { writeJournal } from './write-journal.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '600000' },
    keys: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    record: { type: 'boolean', default: false },
  },
})
const databases = positionals.length > 0 ? positionals : ['sqlite', 'postgres']
const [events, keys, rounds] = [Number(values.events), Number(values.keys), Number(values.rounds)]

type Result = {
  database: string
  eventsPerSecond: number
  cpuMicrosecondsPerEvent: number
  ofWhichReading: number
  /** By the process that ships, to the disk; PostgreSQL's own are not in it. */
  bytesWrittenPerEvent: number
  version: string
  batches: number
}

/** The CPU that reading and parsing the journal takes alone: what a machine is worth that others use too. */
function readThrough(reader: JournalReader, limit: number): number {
  const before = process.cpuUsage()
  for (let position = 0; position < limit; ) position = reader.read(position, limit, 10_000).position
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** What the system has sent to disks for this process so far; NaN where it does not say (Linux does). */
function bytesWritten(): number {
  try {
    return Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}

function fail(details: object, message: string): never {
  throw new Error(message, { cause: details })
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

async function ship(database: string): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
  const postgres = database === 'postgres' ? await startPostgres() : null
  try {
    const databaseUrl = postgres?.url ?? null
    await migrate({ dataDirectory: root, databaseUrl })
    const target: UsageSinkTarget = databaseUrl
      ? { kind: 'postgres', url: databaseUrl }
      : { kind: 'sqlite', directory: join(root, 'usage') }
    const sink = await openUsageSink(target, systemClock, { retentionMonths: 13 })
    const journal = writeJournal(join(root, 'journal'), { events, keys })
    const reader = new JournalReader(journal.directory)
    const source = { ...journal, reader }
    let batches = 0
    const log = { debug: () => {}, info: () => {}, warn: fail, error: fail }
    const onShipped = (): void => {
      batches += 1
    }
    const shipping = { source, sink, log, onShipped, isStopping: () => false }
    const limit = reader.size()
    const readOnly = readThrough(reader, limit)
    const cpu = process.cpuUsage()
    const written = bytesWritten()
    const start = performance.now()
    const shipment = new Shipment(shipping, { position: 0, boundaries: [] })
    await shipment.store(limit)
    await shipment.count()
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const bytes = bytesWritten() - written
    reader.close()
    await sink.close()
    return {
      database,
      eventsPerSecond: Math.round(events / seconds),
      cpuMicrosecondsPerEvent: rounded((user + system) / events),
      ofWhichReading: rounded(readOnly / events),
      bytesWrittenPerEvent: Math.round(bytes / events),
      version: postgres
        ? `PostgreSQL ${postgres.version}, fsync ${postgres.fsync}`
        : 'SQLite, synchronous FULL',
      batches,
    }
  } finally {
    await postgres?.stop()
    rmSync(root, { recursive: true })
  }
}

const results: Result[] = []
for (let round = 0; round < rounds; round++) for (const each of databases) results.push(await ship(each))
const report = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  load: loadavg().map(each => Math.round(each * 100) / 100),
  events,
  keys,
  results,
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
if (values.record)
  writeFileSync(new URL(`./results.json`, import.meta.url), `${JSON.stringify(report, null, 2)}\n`)
