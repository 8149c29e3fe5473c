import { timeOfId } from '../ids/new-id.ts'
import { lastEventMs, type MonthPart, RefusedRecord } from '../storage/usage-sink.ts'
import { BlockCutter } from './cut-blocks.ts'
import { place } from './event-fields.ts'
import type { RecordBatch } from './record-batch.ts'
import type { Outcome } from './usage-event.ts'

export type PreparedBatch = { months: MonthPart[]; events: number[]; outcomes: Outcome[] }

/** Entries of a batch: `to` is not included. */
export type EntrySpan = { from: number; to: number }

const cutter = new BlockCutter()

/** What the journal's entries are in the log. Throws `RefusedRecord` for one that no part of it can take. */
export function prepareBatch(batch: RecordBatch, { from, to }: EntrySpan): PreparedBatch {
  const months = new Map<string, MonthPart>()
  const partOf = (month: string): MonthPart => {
    const part = months.get(month) ?? { month, blocks: [], postings: [] }
    months.set(month, part)
    return part
  }
  const events: number[] = []
  const outcomes: Outcome[] = []
  const isSound = soundEvents(batch)
  for (let entry = from; entry < to; entry++) {
    const row = batch.rowOf(entry)
    const outcome = batch.outcomes[~row]
    if (row >= 0) {
      if (!isSound(row)) throw new RefusedRecord(`the event ${batch.idOf(row)} is damaged, or of no month`)
      events.push(row)
    } else if (outcome !== undefined) outcomes.push(checkedOutcome(outcome))
  }
  cutter.cut(batch, events, partOf)
  return { months: [...months.values()], events, outcomes }
}

/** Whether the log can take an event. */
function soundEvents(batch: RecordBatch): (event: number) => boolean {
  const codes = batch.field(place.code)
  const { at, cost, count } = batch.amounts
  return event =>
    codes[event] !== 0 &&
    isAmount(at[event]) &&
    isAmount(cost[event]) &&
    isAmount(count[event]) &&
    batch.madeAt(event) <= lastEventMs
}

function checkedOutcome(outcome: Outcome): Outcome {
  const { verificationId: id, status, durationMs, reportedAt } = outcome
  const isSound =
    isAmount(status) && isAmount(reportedAt) && (durationMs === null || Number.isFinite(durationMs))
  if (!isSound || (timeOfId('ver', id) ?? lastEventMs + 1) > lastEventMs)
    throw new RefusedRecord(`the outcome of ${id} is damaged`)
  return outcome
}

function isAmount(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && value !== undefined && value >= 0
}
