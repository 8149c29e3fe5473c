/**
 * What a page of the usage log and a chart take with ever more events in it: wall time, and the CPU of the process that
 * reads. `npx node bench/usage/read.ts [sqlite] [postgres] [--events 100000,1000000,10000000] [--record]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemPrincipal } from '../../packages/engine/src/access/principal.ts'
import { everything } from '../../packages/engine/src/access/reach.ts'
import type { ReadContext } from '../../packages/engine/src/access/read-context.ts'
import { systemClock } from '../../packages/engine/src/clock/clock.ts'
import { openStorage } from '../../packages/engine/src/storage/open-storage.ts'
import { JournalReader } from '../../packages/engine/src/usage/journal-reader.ts'
import { listUsageEvents } from '../../packages/engine/src/usage/list-usage-events.ts'
import { openUsageSink } from '../../packages/engine/src/usage/open-usage-sink.ts'
import { Shipment } from '../../packages/engine/src/usage/ship-journal.ts'
import { summarizeUsage } from '../../packages/engine/src/usage/summarize-usage.ts'
import { startPostgres } from './start-postgres.ts'
import { writeJournal } from './write-journal.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '100000,1000000,10000000' },
    record: { type: 'boolean', default: false },
  },
})
const databases = positionals.length > 0 ? positionals : ['sqlite', 'postgres']
const sizes = values.events.split(',').map(Number)
const perJournal = 500_000
const calls = 20

type Timing = { events: number; what: string; medianMs: number; slowestMs: number; cpuMs: number }

/** Adds events in journals of their own until the log holds so many, the last of them of this moment. */
async function fill(
  context: ReadContext,
  root: string,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const sink = await openUsageSink(context.storage.usage.sink, systemClock, { retentionMonths: 13 })
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  for (let done = from; done < to; done += perJournal) {
    const journal = writeJournal(join(root, `journal-${done}`), {
      events: Math.min(perJournal, to - done),
      keys: 1_000,
    })
    const source = { ...journal, reader: new JournalReader(journal.directory) }
    const shipping = { source, sink, log, onShipped: () => {}, isStopping: () => false }
    const shipment = new Shipment(shipping, { position: 0, boundaries: [] })
    await shipment.store(source.reader.size())
    await shipment.count()
    source.reader.close()
    rmSync(journal.directory, { recursive: true })
  }
  await sink.close()
}

async function time(events: number, what: string, call: () => Promise<unknown>): Promise<Timing> {
  await call()
  const cpu = process.cpuUsage()
  const walls: number[] = []
  for (let i = 0; i < calls; i++) {
    const start = performance.now()
    await call()
    walls.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(cpu)
  const sorted = walls.sort((one, other) => one - other)
  const rounded = (ms: number): number => Math.round(ms * 100) / 100
  return {
    events,
    what,
    medianMs: rounded(sorted[calls >> 1] ?? 0),
    slowestMs: rounded(sorted.at(-1) ?? 0),
    cpuMs: rounded((user + system) / 1_000 / calls),
  }
}

async function measure(database: string): Promise<(Timing & { database: string })[]> {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
  const postgres = database === 'postgres' ? await startPostgres() : null
  const { storage } = await openStorage({ dataDirectory: root, databaseUrl: postgres?.url ?? null })
  try {
    const principal = systemPrincipal('bench')
    const context: ReadContext = { storage, clock: systemClock, reach: everything, principal }
    const timings: Timing[] = []
    const started = Date.now()
    let filled = 0
    for (const events of sizes) {
      await fill(context, root, { from: filled, to: events })
      filled = events
      const newest = (await listUsageEvents(context, { limit: 1 })).data[0]
      const [keyId, organizationId] = [newest?.keyId ?? '', newest?.organizationId ?? '']
      const middle = new Date((started + Date.now()) / 2).toISOString()
      const hours = { interval: 'hour', limit: 10_000 } as const
      timings.push(
        await time(events, 'page of a key', () => listUsageEvents(context, { keyId })),
        await time(events, 'page of an organization', () => listUsageEvents(context, { organizationId })),
        await time(events, 'page of all', () => listUsageEvents(context)),
        await time(events, 'page of all, from the middle', () => listUsageEvents(context, { to: middle })),
        await time(events, 'page of an organization, refused ones', () =>
          listUsageEvents(context, { organizationId, code: 'rate_limited' }),
        ),
        await time(events, 'page of a key, a path that it has not asked for', () =>
          listUsageEvents(context, { keyId, path: '/v1/none' }),
        ),
        await time(events, 'chart of all, by day', () => summarizeUsage(context)),
        await time(events, 'chart of all by verdict, by hour', () =>
          summarizeUsage(context, { ...hours, groupBy: 'code' }),
        ),
        await time(events, 'chart of an organization by endpoint, by hour', () =>
          summarizeUsage(context, { ...hours, groupBy: 'endpoint', organizationId }),
        ),
        await time(events, 'chart of all by endpoint, by hour', () =>
          summarizeUsage(context, { ...hours, groupBy: 'endpoint' }),
        ),
        await time(events, 'chart of an organization by key, by day', () =>
          summarizeUsage(context, { groupBy: 'key', organizationId, limit: 10_000 }),
        ),
      )
    }
    return timings.map(timing => ({ database, ...timing }))
  } finally {
    await storage.close()
    await postgres?.stop()
    rmSync(root, { recursive: true })
  }
}

const results: (Timing & { database: string })[] = []
for (const each of databases) results.push(...(await measure(each)))
const report = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  load: loadavg().map(each => Math.round(each * 100) / 100),
  results,
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
if (values.record)
  writeFileSync(new URL('./read-results.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`)
