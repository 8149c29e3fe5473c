import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import type { Journal } from './journal.ts'
import { type JournalFiles, systemFiles } from './journal-files.ts'
import { JournalReader } from './journal-reader.ts'
import { type Durability, openJournal } from './open-journal.ts'
import { collectingLogger, sampleEvent } from './testing/sample-events.ts'

let directory: string
let now: number
let opened: Journal[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-journal-'))
  now = 0
  opened = []
})
afterEach(async () => {
  for (const journal of opened) await journal.close()
  rmSync(directory, { recursive: true })
})

type Options = {
  files?: Partial<JournalFiles>
  durability?: Durability
  maxBacklogBytes?: number
  segmentBytes?: number
}

async function start(options: Options = {}): Promise<Journal> {
  const journal = await openJournal({
    directory,
    journalId: newId('jnl', Date.now()),
    durability: options.durability ?? 'process-crash',
    log: collectingLogger(),
    clock: { now: () => 0, monotonic: () => now },
    ...options,
    files: { ...systemFiles, ...options.files },
  })
  opened.push(journal)
  return journal
}

function failing(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(code), { code }))
}

function readAll(journal: Journal, limit?: number): { ids: string[]; gaps: number } {
  const reader = new JournalReader(join(directory, journal.id))
  const end = limit ?? reader.size()
  const ids: string[] = []
  let gaps = 0
  let position = 0
  while (position < end) {
    const read = reader.read(position, end, 3)
    if (read.gap) gaps += 1
    for (let event = 0; event < read.batch.events; event++) ids.push(read.batch.idOf(event))
    if (read.position === position) break
    position = read.position
  }
  reader.close()
  return { ids, gaps }
}

test('an event is in the file, whole, once its promise has resolved', async () => {
  const journal = await start()
  const event = sampleEvent({ path: '/ünïcode/\ud83d\ude00', userAgent: 'x'.repeat(70_000) })
  await journal.append(event)
  const reader = new JournalReader(join(directory, journal.id))
  const read = reader.read(0, journal.progress.written, 10)
  reader.close()
  expect(read.batch.entries).toBe(1)
  expect(read.batch.row(0)).toMatchObject({
    id: event.id,
    path: event.path,
    user_agent: event.userAgent,
    caller_key_id: 'key_caller',
    as_of: '42',
    node_id: 'node_1',
  })
  expect(read.position).toBe(journal.progress.written)
})

test('one write is in flight at a time, and what arrives meanwhile shares the next', async () => {
  const gate = Promise.withResolvers<void>()
  let inFlight = 0
  let most = 0
  let writes = 0
  const journal = await start({
    files: {
      write: async (...given) => {
        inFlight += 1
        writes += 1
        most = Math.max(most, inFlight)
        if (writes === 1) await gate.promise
        const count = await systemFiles.write(...given)
        inFlight -= 1
        return count
      },
    },
  })
  const first = journal.append(sampleEvent())
  await new Promise(setImmediate)
  const later = Array.from({ length: 50 }, () => journal.append(sampleEvent()))
  expect(new Set(later).size).toBe(1)
  gate.resolve()
  await Promise.all([first, ...later])
  expect({ most, writes }).toEqual({ most: 1, writes: 2 })
  expect(readAll(journal).ids).toHaveLength(51)
})

test('short writes are continued', async () => {
  const journal = await start({
    files: {
      write: (fd, buffer, offset, length, position) =>
        systemFiles.write(fd, buffer, offset, Math.min(length, 7), position),
    },
  })
  await journal.append(sampleEvent())
  expect(readAll(journal)).toEqual({ ids: [expect.stringMatching(/^ver_/)], gaps: 0 })
})

test('a disk that takes nothing, and says no more, refuses the batch instead of being asked for ever', async () => {
  let refusals = 0
  const journal = await start({
    files: {
      write: (...given) => {
        if (refusals === 3) return systemFiles.write(...given)
        refusals += 1
        return 0
      },
    },
  })
  await expect(journal.append(sampleEvent())).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(refusals).toBe(1)
})

test('at power-loss an event is synced before it is acknowledged', async () => {
  const steps: string[] = []
  const journal = await start({
    durability: 'power-loss',
    files: {
      syncData: async fd => {
        await systemFiles.syncData(fd)
        steps.push('synced')
      },
    },
  })
  await journal.append(sampleEvent()).then(() => steps.push('acknowledged'))
  expect(steps).toEqual(['synced', 'acknowledged'])
})

test('a full disk refuses the batch as storage_full, and half a record hides no later one', async () => {
  let isFull = false
  const journal = await start({
    files: {
      write: async (fd, buffer, offset, length, position) => {
        if (!isFull) return systemFiles.write(fd, buffer, offset, length, position)
        await systemFiles.write(fd, buffer, offset, Math.floor(length / 2), position)
        return failing('ENOSPC')
      },
    },
  })
  const before = sampleEvent()
  await journal.append(before)
  isFull = true
  await expect(journal.append(sampleEvent())).rejects.toMatchObject({ code: 'storage_full' })
  isFull = false
  const after = sampleEvent()
  await journal.append(after)
  expect(readAll(journal)).toEqual({ ids: [before.id, after.id], gaps: 1 })
})

test('a failed sync is never repeated on the same file', async () => {
  const synced: number[] = []
  let fails = false
  const journal = await start({
    durability: 'power-loss',
    files: {
      syncData: async fd => {
        synced.push(fd)
        if (fails) return failing('EIO')
      },
      // Descriptors stay open, so that numbers are not used twice.
      close: async () => undefined,
    },
  })
  await journal.append(sampleEvent())
  fails = true
  await expect(journal.append(sampleEvent())).rejects.toMatchObject({ code: 'storage_unavailable' })
  fails = false
  await journal.append(sampleEvent())
  expect(synced[0]).toBe(synced[1])
  expect(synced[2]).not.toBe(synced[1])
  expect(readdirSync(join(directory, journal.id)).filter(name => name.endsWith('.log'))).toHaveLength(2)
})

test('a disk that keeps failing is asked again after a pause, and refuses at once in between', async () => {
  let isFull = true
  let writes = 0
  const journal = await start({
    files: {
      write: (...given) => {
        writes += 1
        return isFull ? failing('ENOSPC') : systemFiles.write(...given)
      },
    },
  })
  for (let i = 0; i < 2; i++) await expect(journal.append(sampleEvent())).rejects.toThrow('full')
  expect(journal.hasRoom()).toBe(false)
  expect(() => journal.append(sampleEvent())).toThrow(expect.objectContaining({ code: 'storage_full' }))
  expect(writes).toBe(2)
  isFull = false
  now += 251
  expect(journal.hasRoom()).toBe(true)
  expect(journal.problem()).toMatchObject({ code: 'storage_full' })
  const event = sampleEvent()
  await journal.append(event)
  expect(readAll(journal)).toEqual({ ids: [event.id], gaps: 0 })
  expect(readdirSync(join(directory, journal.id)).filter(name => name.endsWith('.log'))).toHaveLength(1)
})

test('a failed write is a problem until one succeeds, or for five seconds', async () => {
  let isFull = true
  const files = {
    write: (...given: Parameters<typeof systemFiles.write>) =>
      isFull ? failing('ENOSPC') : systemFiles.write(...given),
  }
  const journal = await start({ files })
  expect(journal.problem()).toBeNull()
  await expect(journal.append(sampleEvent())).rejects.toThrow('full')
  now += 4_999
  expect(journal.problem()).toMatchObject({ code: 'storage_full' })
  now += 1
  expect(journal.problem()).toBeNull()
  await expect(journal.append(sampleEvent())).rejects.toThrow('full')
  expect(journal.problem()).not.toBeNull()
  isFull = false
  now += 251
  await journal.append(sampleEvent())
  expect(journal.problem()).toBeNull()
})

test('a backlog at its bound refuses as overloaded until something is shipped', async () => {
  const journal = await start({ maxBacklogBytes: 500 })
  const accepted: Promise<void>[] = []
  while (journal.hasRoom()) accepted.push(journal.append(sampleEvent()))
  expect(() => journal.append(sampleEvent())).toThrow(expect.objectContaining({ code: 'overloaded' }))
  await Promise.all(accepted)
  expect(journal.hasRoom()).toBe(false)
  expect(readAll(journal).ids).toHaveLength(accepted.length)
  journal.progress.shipped = journal.progress.written
  expect(journal.hasRoom()).toBe(true)
})

test('segments follow each other without a gap', async () => {
  const journal = await start({ segmentBytes: 400 })
  const ids: string[] = []
  for (let i = 0; i < 9; i++) {
    const event = sampleEvent()
    ids.push(event.id)
    await journal.append(event)
  }
  expect(readdirSync(join(directory, journal.id)).length).toBeGreaterThan(3)
  expect(readAll(journal)).toEqual({ ids, gaps: 0 })
})

test('what was appended before close is written, and nothing afterwards is taken', async () => {
  const journal = await start()
  const pending = journal.append(sampleEvent())
  const closing = journal.close()
  expect(() => journal.append(sampleEvent())).toThrow(expect.objectContaining({ code: 'overloaded' }))
  await Promise.all([pending, closing])
  expect(readAll(journal).ids).toHaveLength(1)
})

test('a batch joins one write, and its events are those that came', async () => {
  const writes: number[] = []
  const journal = await start({
    files: {
      write: (...given) => {
        writes.push(given[3])
        return systemFiles.write(...given)
      },
    },
  })
  const alike = Array.from({ length: 1_000 }, () => sampleEvent())
  await Promise.all(alike.map(each => journal.append(each)))
  expect(readAll(journal)).toEqual({ ids: alike.map(each => each.id), gaps: 0 })
  expect(writes).toHaveLength(1)
  // What they share is written once in a frame.
  expect(writes[0]).toBeLessThan(1_000 * 40)
})

test('the format of an entry stays what it was', async () => {
  const journal = await start()
  const verificationId = `ver_${'0'.repeat(25)}1`
  const reach = { organizationId: `org_${'0'.repeat(25)}2`, apiId: null }
  await journal.appendOutcome({ verificationId, status: 200, durationMs: 1.5, reportedAt: 7, reach })
  const bytes = readFileSync(join(directory, journal.id, '0000000000000000.log')).toString('hex')
  const [id, organization] = [`${'00'.repeat(15)}01`, `04${'00'.repeat(15)}02`]
  const entry = `02${id}c800000000000000f83f0000000000001c40${organization}00`
  expect(bytes).toMatch(new RegExp(`^36000000.{8}03${entry}$`))
})

test('events that follow from answers at once leave the event loop its turns', async () => {
  let answered = 0
  let writes = 0
  const appendAgain = (): void => {
    if (answered < 100)
      void journal.append(sampleEvent()).then(() => {
        answered += 1
        appendAgain()
      })
  }
  const journal = await start({
    files: {
      write: (...given) => {
        writes += 1
        // While this event is written, another one joins the next write: now there is always one to be made.
        if (writes === 1) appendAgain()
        return systemFiles.write(...given)
      },
    },
  })
  appendAgain()
  while (answered < 100) {
    const before = writes
    await new Promise(setImmediate)
    expect(writes - before).toBeLessThanOrEqual(1)
  }
})
