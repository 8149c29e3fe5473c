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
  for (let entry = from; entry < to; entry++) {
    const row = batch.rowOf(entry)
    const outcome = batch.outcomes[~row]
    if (row >= 0) events.push(checkedEvent(batch, row))
    else if (outcome !== undefined) outcomes.push(checkedOutcome(outcome))
  }
  cutter.cut(batch, events, partOf)
  return { months: [...months.values()], events, outcomes }
}

function checkedEvent(batch: RecordBatch, event: number): number {
  const isSound =
    batch.field(place.code)[event] !== 0 &&
    isAmount(batch.amounts('at')[event]) &&
    isAmount(batch.amounts('cost')[event]) &&
    isAmount(batch.amounts('count')[event])
  if (!isSound) throw new RefusedRecord(`the event ${batch.idOf(event)} is damaged`)
  if (batch.madeAt(event) > lastEventMs) throw new RefusedRecord(`${batch.idOf(event)} is of no month`)
  return event
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
