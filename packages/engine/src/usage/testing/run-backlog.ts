import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import { EngineError } from '../../errors/engine-error.ts'
import { newId } from '../../ids/new-id.ts'
import type { Storage, UsageSinkTarget } from '../../storage/storage.ts'
import type { UsageEvent } from '../usage-event.ts'
import { openUsageLog, type UsageLog } from '../usage-log.ts'
import { collectingLogger, sampleEvent } from './sample-events.ts'
import { makeDatabase } from './usage-databases.ts'

export type BacklogReport = {
  /** Events that the journal took while the log could not be written, and then once more when it could. */
  taken: number
  refused: number
  /** What the first refusal said; null where there was none. */
  refusal: string | null
  backlogBytesMost: number
  /** What the log holds and what its sums say, after draining. */
  stored: number
  counted: number
  /** Wall time of a write of 64 events, at rest and while the log could not be written. */
  writeMs: { before: number; meanwhile: number }
  drainedPerSecond: number
}

export type BacklogOptions = {
  database: 'sqlite' | 'postgres'
  events: number
  /** Default 1 GiB. */
  maxBacklogBytes?: number
}

const perWrite = 64
const apiId = 'api_backlog'

/**
 * Holds the usage log's database while events go on, lets go, and compares what was taken with what is in the log. A
 * write that is refused is given up, so that nothing else refuses than a full journal.
 */
export async function runBacklog({
  database: kind,
  events,
  maxBacklogBytes,
}: BacklogOptions): Promise<BacklogReport> {
  const database = await makeDatabase(kind)
  const log = await openUsageLog({
    directory: join(database.dataDirectory, 'journals'),
    journalId: newId('jnl', Date.now()),
    durability: 'process-crash',
    sink: database.storage.usage.sink,
    log: collectingLogger(),
    ...(maxBacklogBytes === undefined ? {} : { maxBacklogBytes }),
  })
  try {
    const before = await append(log, perWrite * 20)
    await log.flush()
    const release = await hold(database.storage.usage.sink)
    const meanwhile = await append(log, events)
    const { backlogBytes } = log.stats()
    await release()
    const start = performance.now()
    await log.flush()
    const seconds = (performance.now() - start) / 1_000
    const after = await append(log, perWrite)
    await log.flush()
    return {
      taken: before.taken + meanwhile.taken + after.taken,
      refused: before.refused + meanwhile.refused + after.refused,
      refusal: meanwhile.refusal,
      backlogBytesMost: backlogBytes,
      ...(await sumsOf(database.storage)),
      writeMs: { before: before.writeMs, meanwhile: meanwhile.writeMs },
      drainedPerSecond: Math.round(meanwhile.taken / seconds),
    }
  } finally {
    await log.close()
    await database.drop()
  }
}

type Appended = { taken: number; refused: number; refusal: string | null; writeMs: number }

async function append({ journal }: UsageLog, events: number): Promise<Appended> {
  const appended: Appended = { taken: 0, refused: 0, refusal: null, writeMs: 0 }
  const start = performance.now()
  for (let done = 0; done < events; done += perWrite) {
    const writes = Array.from({ length: perWrite }, async (_, i) => journal.append(eventOf(done + i)))
    for (const write of await Promise.allSettled(writes)) {
      if (write.status === 'fulfilled') appended.taken += 1
      else if (write.reason instanceof EngineError) {
        appended.refused += 1
        appended.refusal ??= write.reason.code
      } else throw write.reason
    }
  }
  appended.writeMs = (performance.now() - start) / (events / perWrite)
  return appended
}

function eventOf(index: number): UsageEvent {
  const at = Date.now()
  return sampleEvent({
    id: newId('ver', at),
    at,
    apiId,
    keyId: `key_${index % 1_000}`,
    path: `/v1/leads/${index}`,
  })
}

/** Keeps the log's tables from everybody else until what it answers is called. */
async function hold(target: UsageSinkTarget): Promise<() => Promise<void>> {
  if (target.kind === 'sqlite') {
    const month = `${new Date().toISOString().slice(0, 7)}.db`
    const files = ['activity.db', month].map(
      name => new Database(join(target.directory, name), { timeout: 5_000 }),
    )
    for (const file of files) file.exec('BEGIN IMMEDIATE')
    return async () => {
      for (const file of files) file.close()
    }
  }
  const client = new Client({ connectionString: target.url })
  await client.connect()
  await client.query('begin; lock table usage.journals in exclusive mode')
  return () => client.end()
}

async function sumsOf(storage: Storage): Promise<{ stored: number; counted: number }> {
  let stored = 0
  const blocks = new Map<string, number>()
  for (const month of await storage.usage.months())
    for (const { last, events } of await storage.usage
      .month(month)
      .selectFrom('blocks')
      .selectAll()
      .execute())
      blocks.set(last, Number(events))
  for (const events of blocks.values()) stored += events
  const rows = await storage.reader
    .selectFrom('usage.hours')
    .innerJoin('usage.sources', 'usage.sources.id', 'usage.hours.source')
    .select('verifications')
    .where('level', '=', 'api')
    .execute()
  return { stored, counted: rows.reduce((sum, row) => sum + Number(row.verifications), 0) }
}
