import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { JournalReader, openUsageSink, Shipment, systemClock } from '../engine-parts/parts.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { writeJournal } from '../usage/write-journal.ts'

const eventsPerJournal = 1_000_000

/** Puts so many events into the usage log of an embedded installation that nobody serves, as its shipper would. */
export async function seedEvents(dataDirectory: string, count: number): Promise<void> {
  const target = { kind: 'sqlite', directory: join(dataDirectory, 'usage') } as const
  const sink = await openUsageSink(target, systemClock, { retentionMonths: 13 })
  const fail = (details: object, message: string): never => {
    throw new Error(message, { cause: details })
  }
  const log = { debug: () => {}, info: () => {}, warn: fail, error: fail }
  for (let left = count; left > 0; left -= eventsPerJournal) {
    const directory = join(temporaryDirectory(), 'journal')
    const journal = writeJournal(directory, { events: Math.min(left, eventsPerJournal), keys: 1_000 })
    const reader = new JournalReader(directory)
    const shipping = { source: { ...journal, reader }, sink, log }
    const shipment = new Shipment(
      { ...shipping, onShipped: () => {}, isStopping: () => false },
      { position: 0, boundaries: [] },
    )
    await shipment.store(reader.size())
    await shipment.count()
    reader.close()
    rmSync(directory, { recursive: true })
  }
  await sink.close()
}
