import type { Storage } from '../../storage/storage.ts'
import type { UsageEventRow } from '../../storage/tables.ts'
import type { UsageSink } from '../../storage/usage-sink.ts'
import { attributeOutcomes } from '../attribute-outcomes.ts'
import { decodeBlock } from '../block.ts'
import { FrameWriter } from '../frame-writer.ts'
import { findFrame } from '../journal-frame.ts'
import { prepareBatch } from '../prepare-batch.ts'
import { readEntries } from '../read-entries.ts'
import { RecordBatch } from '../record-batch.ts'
import { UsageCounts } from '../usage-counts.ts'
import type { Outcome, UsageEvent } from '../usage-event.ts'

/** For tests: everything that the log holds, each block as often as a database answers it. */
export async function storedEvents(storage: Storage): Promise<UsageEventRow[]> {
  const found: UsageEventRow[] = []
  const seen = new Set<string>()
  for (const month of await storage.usage.months()) {
    for (const block of await storage.usage.month(month).selectFrom('blocks').selectAll().execute()) {
      if (!seen.has(block.last)) found.push(...decodeBlock(block.body))
      seen.add(block.last)
    }
  }
  return found
}

/** For tests: what the reader of a journal hands on. */
export type TestBatch = { events?: readonly UsageEvent[]; outcomes?: readonly Outcome[] }

export function batchOf({ events = [], outcomes = [] }: TestBatch): RecordBatch {
  const frames = new FrameWriter()
  for (const event of events) frames.addEvent(event)
  for (const outcome of outcomes) frames.addOutcome(outcome)
  frames.seal()
  const batch = new RecordBatch()
  batch.source = frames.content.subarray(0, frames.used)
  for (let offset = 0; offset < batch.source.length; ) {
    const found = findFrame(batch.source, offset)
    if (found.state !== 'frame') throw new Error('the frame is unreadable')
    const range = { from: found.entries, to: found.end, base: 0, after: 0, limit: found.end }
    if (!readEntries(batch, range)) throw new Error('the entries are unreadable')
    offset = found.end
  }
  return batch
}

/** For tests: stores and counts, as a shipment does. */
export async function shipBatch(
  sink: UsageSink,
  input: TestBatch,
  { journalId, position }: { journalId: string; position: number },
): Promise<{ dropped: string[] }> {
  const batch = batchOf(input)
  const { months, events, outcomes } = prepareBatch(batch, { from: 0, to: batch.entries })
  const { dropped } = await sink.store(months, journalId, position)
  const counts = new UsageCounts()
  counts.addEvents(batch, events)
  const { counted, early } = await attributeOutcomes(outcomes, sink)
  for (const each of counted) counts.addOutcome(each.event, each.outcome)
  counts.addEarly(early)
  await sink.count(counts.take(await sink.waitingEarly()), journalId, position)
  return { dropped }
}
