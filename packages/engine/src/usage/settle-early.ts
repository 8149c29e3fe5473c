import type { EarlyOutcomeTable } from '../storage/tables.ts'
import type { UsageSink } from '../storage/usage-sink.ts'
import { attributeOutcomes, toOutcome } from './attribute-outcomes.ts'
import { RollupBatch } from './rollup-batch.ts'
import { RollupLabels } from './rollup-labels.ts'

/** Looked at in one go. */
const outcomesMax = 500
/** The second look is taken after so long, and each further one after twice the time. */
const againMs = 1_000
/** An event that is not in the log by then never was. */
const patienceMs = 86_400_000

/**
 * Looks once more for the events of outcomes that came before them, as from another node: counts those that are found,
 * gives up those that waited for a day, and puts off the rest. Answers how many were looked at.
 */
export async function settleEarly(sink: UsageSink, now: number): Promise<number> {
  const due = await sink.earlyOutcomes(now, outcomesMax)
  if (due.length === 0) return 0
  const { counted, early } = await attributeOutcomes(due.map(toOutcome), sink)
  const missing = new Set(early.map(outcome => outcome.verificationId))
  const isWaiting = ({ verification_id: id, reported_at: at }: EarlyOutcomeTable): boolean =>
    missing.has(id) && now - at < patienceMs
  const sums = new RollupBatch(new RollupLabels())
  for (const { event, outcome } of counted) sums.addOutcome(event, outcome)
  const settled = due.filter(row => !isWaiting(row))
  if (settled.length > 0) await sink.settleEarly({ settled, rollups: sums.rows() })
  const waiting = due.filter(isWaiting)
  if (waiting.length > 0) await sink.putOffEarly(waiting.map(row => ({ ...row, due_at: nextLook(row, now) })))
  return due.length
}

function nextLook({ reported_at: at }: EarlyOutcomeTable, now: number): number {
  return now + Math.max(againMs, now - at)
}
