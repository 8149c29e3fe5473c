import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineLog } from '../clock/engine-log.ts'
import { isId } from '../ids/new-id.ts'
import type { UsageSink } from '../storage/usage-sink.ts'
import { lockFile, lockJournal } from './journal-lock.ts'
import { JournalReader } from './journal-reader.ts'
import { listSegments, segmentPath } from './journal-segments.ts'
import { Shipment } from './ship-journal.ts'

export type LeftoverShipping = {
  /** The directory of all journals. */
  directory: string
  sink: UsageSink
  log: EngineLog
  isStopping: () => boolean
}

/** `isDone` is false when it was stopped: the rest is left for the next time. */
export type Leftovers = { journals: number; records: number; isDone: boolean }

/** Ships the journals whose writers are dead to their ends, and removes them. Rejects when the database is away. */
export async function shipLeftovers(shipping: LeftoverShipping): Promise<Leftovers> {
  const done = { journals: 0, records: 0, isDone: true }
  for (const id of listJournals(shipping.directory)) {
    const directory = join(shipping.directory, id)
    const lock = lockJournal(directory)
    if (lock === null) continue
    try {
      const shipped = await shipWhole(shipping, id, directory)
      done.records += shipped.records
      if (!shipped.isWhole) return { ...done, isDone: false }
      done.journals += 1
    } finally {
      lock.release()
    }
  }
  return done
}

async function shipWhole(
  shipping: LeftoverShipping,
  id: string,
  directory: string,
): Promise<{ records: number; isWhole: boolean }> {
  const { sink, log, isStopping } = shipping
  const reader = new JournalReader(directory)
  let records = 0
  const onShipped = (_position: number, count: number): void => {
    records += count
  }
  try {
    const limit = reader.size()
    const from = await sink.shippedTo(id)
    const source = { id, directory, reader }
    const shipment = new Shipment({ source, sink, log, onShipped, isStopping }, from)
    await shipment.store(limit)
    await shipment.count()
    if (shipment.stored < limit) return { records, isWhole: false }
    log.info({ journalId: id, records }, 'Shipped the usage journal of a process that ended.')
  } finally {
    reader.close()
  }
  await remove(id, directory, sink)
  return { records, isWhole: true }
}

/** The lock's file goes last: until then everybody can see that the journal is being dealt with. */
async function remove(id: string, directory: string, sink: UsageSink): Promise<void> {
  for (const start of listSegments(directory)) rmSync(segmentPath(directory, start), { force: true })
  await sink.forget(id)
  rmSync(join(directory, lockFile), { force: true })
  try {
    rmdirSync(directory)
  } catch {
    // Something else lies in it, or another process is just asking for the lock and will remove it.
  }
}

export function listJournals(directory: string): string[] {
  try {
    return readdirSync(directory).filter(name => isId('jnl', name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
