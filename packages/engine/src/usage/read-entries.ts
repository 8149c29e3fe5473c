import { idBytes } from '../ids/base32.ts'
import { amountsFlag, sharedFields, timeFlag } from './event-fields.ts'
import { eventEntry, outcomeEntry } from './journal-frame.ts'
import { packedEnd, timeOfPackedId, unpackEventId, unpackText } from './packed-text.ts'
import type { RecordBatch } from './record-batch.ts'
import type { Outcome } from './usage-event.ts'

export type EntryRange = {
  /** Where the entries lie in the batch's source. */
  from: number
  to: number
  /** The position in the journal of the source's first byte. */
  base: number
  /** Only entries that end after `after` and not after `limit`, both positions in the journal. */
  after: number
  limit: number
}

/** The numbers of the shared fields of the event before. */
const before = new Int32Array(sharedFields.length)

/** Adds a frame's entries to the batch. Answers false where something is no entry. */
export function readEntries(batch: RecordBatch, { from, to, base, after, limit }: EntryRange): boolean {
  const { source } = batch
  before.fill(0)
  for (let at = from; at < to; ) {
    batch.reserve()
    const start = at
    const entry = source[start]
    if (entry === eventEntry) at = readEvent(batch, start)
    else if (entry === outcomeEntry) at = endOfOutcome(source, start)
    else return false
    const end = base + at
    if (at > to || end > limit) return at <= to
    if (end <= after) continue
    if (entry === eventEntry) batch.addEvent(end)
    else batch.addOutcome(readOutcome(source, start), end)
  }
  return true
}

/** Writes the columns of the event that begins at `start`, which counts once it is added, and answers where it ends. */
function readEvent(batch: RecordBatch, start: number): number {
  const { source, texts, events, fields, ids, amounts } = batch
  const flags = (source[start + 1] ?? 0) | ((source[start + 2] ?? 0) << 8)
  let at = start + 3
  for (let byte = 0, to = events * idBytes; byte < idBytes; byte++) ids[to + byte] = source[at + byte] ?? 0
  let time = timeOfPackedId(source, at)
  at += idBytes
  let [cost, count] = [1, 1]
  if (flags & timeFlag) {
    time = source.readDoubleLE(at)
    at += 8
  }
  if (flags & amountsFlag) {
    cost = source.readDoubleLE(at)
    count = source.readDoubleLE(at + 8)
    at += 16
  }
  for (let place = 0; place < sharedFields.length; place++) {
    if (flags & (1 << place)) {
      const end = packedEnd(source, at)
      before[place] = source[at] === 0 ? 0 : texts.intern(source, at, end)
      at = end
    }
    const column = fields[place]
    if (column) column[events] = before[place] ?? 0
  }
  amounts.at[events] = time
  amounts.cost[events] = cost
  amounts.count[events] = count
  batch.paths[events] = at
  return packedEnd(source, at)
}

const outcomeTextsAt = 1 + idBytes + 2 + 8 + 8

function endOfOutcome(source: Buffer, start: number): number {
  return packedEnd(source, packedEnd(source, start + outcomeTextsAt))
}

function readOutcome(source: Buffer, start: number): Outcome {
  const numbers = start + 1 + idBytes
  const durationMs = source.readDoubleLE(numbers + 2)
  const texts = start + outcomeTextsAt
  return {
    verificationId: unpackEventId(source, start + 1),
    status: source.readUInt16LE(numbers),
    durationMs: Number.isNaN(durationMs) ? null : durationMs,
    reportedAt: source.readDoubleLE(numbers + 10),
    reach: {
      organizationId: unpackText(source, texts),
      apiId: unpackText(source, packedEnd(source, texts)),
    },
  }
}
