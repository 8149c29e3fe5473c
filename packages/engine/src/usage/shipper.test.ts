import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newId } from '../ids/new-id.ts'
import type { Journal } from './journal.ts'
import { openJournal } from './open-journal.ts'
import { Shipper } from './shipper.ts'
import { collectingLogger, sampleEvent } from './testing/sample-events.ts'
import { openUsageLog } from './usage-log.ts'

let root: string
let directory: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyturn-shipper-'))
  directory = join(root, 'journals')
})
afterEach(() => rmSync(root, { recursive: true }))

function start(): Promise<Journal> {
  const journalId = newId('jnl', Date.now())
  return openJournal({ directory, journalId, durability: 'process-crash', log: collectingLogger() })
}

function countEvents(): unknown {
  const database = new Database(join(root, 'usage', '2026-11.db'), { readonly: true })
  const count = database.prepare('select sum(events) from blocks').pluck().get()
  database.close()
  return count
}

test('a thread that dies is replaced, and goes on where the log ends', async () => {
  const journal = await start()
  const workers: Worker[] = []
  const log = collectingLogger()
  const shipper = new Shipper({
    directory,
    journal,
    target: { kind: 'sqlite', directory: join(root, 'usage') },
    log,
    restartMs: 0,
    startThread(workerData) {
      const stuck = () => new Worker('setInterval(() => undefined, 60_000)', { eval: true })
      const working = () => new Worker(new URL('./shipper-thread.ts', import.meta.url), { workerData })
      const worker = workers.length === 1 ? stuck() : working()
      workers.push(worker)
      return worker
    },
  })
  await journal.append(sampleEvent())
  await shipper.flush(journal.progress.written)
  await workers[0]?.terminate()
  await journal.append(sampleEvent())
  const flushed = shipper.flush(journal.progress.written)
  await vi.waitUntil(() => workers.length === 2)
  await workers[1]?.terminate()
  await flushed
  expect(countEvents()).toBe(2)
  await shipper.close({ withinMs: 1_000 })
  await journal.close()
})

test('a stop while the database is away is bounded, and what was not shipped stays in the journal', async () => {
  const silent = await listenSilently()
  const log = await openUsageLog({
    directory,
    journalId: newId('jnl', Date.now()),
    durability: 'process-crash',
    log: collectingLogger(),
    sink: { kind: 'postgres', url: `postgres://user:secret@127.0.0.1:${silent.port}/none` },
  })
  await log.journal.append(sampleEvent())
  const flushed = log.flush()
  flushed.catch(() => undefined)
  await log.close({ withinMs: 1 })
  await expect(flushed).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(readdirSync(directory)).toEqual([log.journal.id])
  expect(log.stats().backlogBytes).toBeGreaterThan(0)
  silent.server.close()
})

test('the journal is the buffer while the database cannot be opened, and is shipped when it can', async () => {
  const target = { kind: 'sqlite' as const, directory: join(root, 'file', 'usage') }
  writeFileSync(join(root, 'file'), 'in the way')
  const problem = Promise.withResolvers<void>()
  const log = { ...collectingLogger(), warn: () => problem.resolve() }
  const usage = await openUsageLog({
    directory,
    journalId: newId('jnl', Date.now()),
    durability: 'process-crash',
    log,
    sink: target,
  })
  await usage.journal.append(sampleEvent())
  await problem.promise
  rmSync(join(root, 'file'))
  mkdirSync(join(root, 'file'))
  await usage.flush()
  expect(usage.stats()).toMatchObject({ backlogBytes: 0 })
  await usage.close()
})

function listenSilently(): Promise<{ server: Server; port: number }> {
  return new Promise(resolve => {
    const server = createServer(socket => socket.on('error', () => undefined))
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 })
    })
  })
}
