import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import type { CountedUsage, MonthPart, ShippedTo, StoredBatch, UsageSink } from '../storage/usage-sink.ts'
import { decodeBlock } from './block.ts'
import { JournalReader } from './journal-reader.ts'
import { openJournal } from './open-journal.ts'
import { Shipment } from './ship-journal.ts'
import { shipLeftovers } from './ship-leftovers.ts'
import { collectingLogger, sampleEvent } from './testing/sample-events.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-ship-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

class MemorySink implements UsageSink {
  readonly ids: string[] = []
  readonly positions = new Map<string, number>()
  readonly batches: number[] = []
  verifications = 0
  refused: string | null = null
  isAway = false

  async shippedTo(journalId: string): Promise<ShippedTo> {
    return { position: this.positions.get(journalId) ?? 0, boundaries: [] }
  }

  async store(months: readonly MonthPart[]): Promise<StoredBatch> {
    if (this.isAway) throw new Error('away')
    const events = months.flatMap(({ blocks }) => blocks.flatMap(({ body }) => decodeBlock(body)))
    const ids = events.map(event => event.id)
    if (this.refused !== null && ids.includes(this.refused)) throw new RangeError('refused')
    this.ids.push(...ids)
    this.batches.push(ids.length)
    return { dropped: [] }
  }

  async storeOutcomes(): Promise<never[]> {
    return []
  }

  async waitingEarly(): Promise<Map<string, number>> {
    return new Map()
  }

  async earlyOutcomes(): Promise<never[]> {
    return []
  }

  async settleEarly(): Promise<boolean> {
    return true
  }

  async putOffEarly(): Promise<void> {}

  async findBlocks(): Promise<never[]> {
    return []
  }

  async count(counted: CountedUsage, journalId: string, position: number): Promise<void> {
    this.verifications += counted.rollups
      .filter(row => row.period === 'hours' && row.source.level === 'key')
      .reduce((sum, row) => sum + (row.sums[0] ?? 0), 0)
    this.positions.set(journalId, position)
  }

  async forget(journalId: string): Promise<void> {
    this.positions.delete(journalId)
  }

  isRowError(error: unknown): boolean {
    return error instanceof RangeError
  }

  async close(): Promise<void> {}
}

async function writeJournal(
  count: number,
): Promise<{ id: string; ids: string[]; close: () => Promise<void> }> {
  const id = newId('jnl', Date.now())
  const log = collectingLogger()
  const journal = await openJournal({
    directory,
    journalId: id,
    durability: 'process-crash',
    segmentBytes: 700,
    log,
  })
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const event = sampleEvent()
    ids.push(event.id)
    await journal.append(event)
  }
  return { id, ids, close: () => journal.close() }
}

test('a record that the database refuses holds up no other, and is reported', async () => {
  const { id, ids, close } = await writeJournal(9)
  const sink = new MemorySink()
  sink.refused = ids[4] ?? null
  const log = collectingLogger()
  const reader = new JournalReader(join(directory, id))
  const source = { id, directory: join(directory, id), reader }
  const shipping = { source, sink, log, onShipped: () => undefined, isStopping: () => false }
  const limit = reader.size()
  const shipment = new Shipment(shipping, { position: 0, boundaries: [] })
  await shipment.store(limit)
  await shipment.count()
  expect(shipment.stored).toBe(limit)
  expect(sink.verifications).toBe(8)
  expect(sink.ids).toEqual(ids.filter(each => each !== sink.refused))
  expect(sink.positions.get(id)).toBe(limit)
  expect(log.lines).toEqual([
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ journalId: id }) }),
  ])
  expect(readdirSync(join(directory, id)).filter(name => name.endsWith('.log'))).toHaveLength(1)
  reader.close()
  await close()
})

test('no batch reaches beyond a boundary up to which something may be stored already', async () => {
  const { id, ids, close } = await writeJournal(9)
  const reader = new JournalReader(join(directory, id))
  const first = reader.read(0, reader.size(), 2).position
  const second = reader.read(first, reader.size(), 1).position
  const sink = new MemorySink()
  const shipping = {
    source: { id, directory: join(directory, id), reader },
    sink,
    log: collectingLogger(),
    onShipped: () => undefined,
    isStopping: () => false,
  }
  await new Shipment(shipping, { position: 0, boundaries: [first, second] }).store(reader.size())
  expect(sink.batches.slice(0, 2)).toEqual([2, 1])
  expect(sink.ids).toEqual(ids)
  reader.close()
  await close()
})

test('what is stored is read again until it is counted, and its segments stay', async () => {
  const { id, ids, close } = await writeJournal(9)
  const reader = new JournalReader(join(directory, id))
  const sink = new MemorySink()
  const shipped: number[] = []
  const shipping = {
    source: { id, directory: join(directory, id), reader },
    sink,
    log: collectingLogger(),
    onShipped: (position: number) => shipped.push(position),
    isStopping: () => false,
  }
  const segments = () => readdirSync(join(directory, id)).filter(name => name.endsWith('.log')).length
  const before = segments()
  const shipment = new Shipment(shipping, { position: 0, boundaries: [] })
  await shipment.store(reader.size())
  expect([segments(), shipped, sink.verifications]).toEqual([before, [], 0])
  await shipment.count()
  expect([segments(), shipped, sink.verifications]).toEqual([1, [reader.size()], ids.length])
  reader.close()
  await close()
})

test('a journal whose writer lives is left alone, and shipped and removed once it is dead', async () => {
  const { ids, close } = await writeJournal(3)
  const sink = new MemorySink()
  const shipping = { directory, sink, log: collectingLogger(), isStopping: () => false }
  expect(await shipLeftovers(shipping)).toEqual({ journals: 0, records: 0, isDone: true })
  await close()
  expect(await shipLeftovers(shipping)).toEqual({ journals: 1, records: 3, isDone: true })
  expect(sink.ids).toEqual(ids)
  expect(readdirSync(directory)).toEqual([])
  expect(sink.positions.size).toBe(0)
})

test('a leftover stays, and goes on where it stopped, while the database is away', async () => {
  const { id, ids, close } = await writeJournal(3)
  await close()
  const sink = new MemorySink()
  const shipping = { directory, sink, log: collectingLogger(), isStopping: () => false }
  sink.isAway = true
  await expect(shipLeftovers(shipping)).rejects.toThrow('away')
  expect(readdirSync(directory)).toEqual([id])
  sink.isAway = false
  await shipLeftovers(shipping)
  expect(sink.ids).toEqual(ids)
})

test('a leftover that takes long is shipped part by part, and each event once', async () => {
  const { ids, close } = await writeJournal(9)
  await close()
  const sink = new MemorySink()
  let batches = 0
  const shipping = { directory, sink, log: collectingLogger(), isStopping: () => batches++ > 0 }
  for (let isDone = false; !isDone; ) {
    batches = 0
    isDone = (await shipLeftovers(shipping)).isDone
    expect(batches).toBeLessThanOrEqual(2)
  }
  expect(sink.ids).toEqual(ids)
  expect(readdirSync(directory)).toEqual([])
})

test('an empty or foreign directory among the journals harms nothing', async () => {
  mkdirSync(join(directory, 'lost+found'))
  mkdirSync(join(directory, newId('jnl', Date.now())))
  const sink = new MemorySink()
  await shipLeftovers({ directory, sink, log: collectingLogger(), isStopping: () => false })
  expect(readdirSync(directory)).toEqual(['lost+found'])
})
