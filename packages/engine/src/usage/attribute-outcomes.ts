import { isWithinReach } from '../access/reach.ts'
import { timeOfId } from '../ids/new-id.ts'
import type { EarlyOutcomeTable, OutcomeTable, UsageEventRow } from '../storage/tables.ts'
import { blockMinuteMs, type FindBlocks, monthOfEvent, type UsageSink } from '../storage/usage-sink.ts'
import { findInBlock } from './block.ts'
import type { Outcome } from './usage-event.ts'

/** Blocks that are opened for the outcomes of one batch; late and scattered ones beyond that are looked at later. */
const blocksMax = 2_000

/**
 * Only an event of the last minutes can be on its way into the log still, and node clocks differ by less than this. What
 * says otherwise is late or made up: it is looked up once, some minutes of the log per batch, and never waits.
 */
const youngMs = 300_000
const clockSkewMs = 10_000
const lateMinutesMax = 64

export type AttributedOutcome = { event: UsageEventRow; outcome: Outcome }

/**
 * `counted` are the first reports on their verifications; `early` are those whose events may still come into the log, and
 * `unseen` how many were too many to be looked up.
 */
export type AttributedOutcomes = { counted: AttributedOutcome[]; early: Outcome[]; unseen: number }

/**
 * Finds the events that outcomes belong to, and stores them with these. A report counts only for an event that its
 * reporter may reach, as when reading: who merely knows the id of another's verification can say nothing about it.
 */
export async function attributeOutcomes(
  outcomes: readonly Outcome[],
  sink: Pick<UsageSink, 'findBlocks' | 'storeOutcomes'>,
): Promise<AttributedOutcomes> {
  if (outcomes.length === 0) return { counted: [], early: [], unseen: 0 }
  const minutes = byMinute(outcomes.filter(isYoung))
  const late = chooseMinutes(outcomes.filter(outcome => !isYoung(outcome)))
  const events = await findEvents([...minutes, ...late.chosen], sink.findBlocks)
  const early = outcomes.filter(outcome => isYoung(outcome) && !events.has(outcome.verificationId))
  const reached = outcomes.flatMap(outcome => {
    const event = events.get(outcome.verificationId)
    return event && isReached(event, outcome) ? { event, outcome } : []
  })
  const first = await sink.storeOutcomes(reached.map(({ outcome }) => toRow(outcome)))
  const stored = new Map(first.map(row => [row.verification_id, row]))
  const counted = reached.filter(({ outcome }) => {
    const row = stored.get(outcome.verificationId)
    // The same report may have come twice.
    return row !== undefined && isSame(outcome, row) && stored.delete(row.verification_id)
  })
  return { counted, early, unseen: late.unseen }
}

function isSame({ status, durationMs, reportedAt }: Outcome, row: OutcomeTable): boolean {
  return row.status === status && row.duration_ms === durationMs && Number(row.reported_at) === reportedAt
}

function isReached(
  { organization_id: organizationId, api_id: apiId }: UsageEventRow,
  { reach }: Outcome,
): boolean {
  return isWithinReach(reach, { organizationId: organizationId ?? '', apiId })
}

function isYoung({ verificationId, reportedAt }: Outcome): boolean {
  const age = reportedAt - (timeOfId('ver', verificationId) ?? 0)
  return age >= -clockSkewMs && age <= youngMs
}

/** Minutes of the log in turns over the reporters, so that none of them crowds out the others. */
function chooseMinutes(outcomes: readonly Outcome[]): { chosen: Minute[]; unseen: number } {
  const reporters = [...Map.groupBy(outcomes, reporterOf).values()].map(byMinute)
  const rounds = Math.max(0, ...reporters.map(minutes => minutes.length))
  const chosen: Minute[] = []
  for (let round = 0; round < rounds && chosen.length < lateMinutesMax; round++) {
    chosen.push(...reporters.flatMap(minutes => minutes[round] ?? []))
  }
  chosen.splice(lateMinutesMax)
  const seen = chosen.reduce((sum, { ids }) => sum + ids.size, 0)
  return { chosen, unseen: reporters.flat().reduce((sum, { ids }) => sum + ids.size, 0) - seen }
}

/** Whose outcomes are counted together: a journal has the reach of who reported, and nothing else of them. */
export function reporterOf({ reach }: Pick<Outcome, 'reach'>): string {
  return `${reach.organizationId ?? ''}/${reach.apiId ?? ''}`
}

async function findEvents(
  minutes: readonly Minute[],
  findBlocks: FindBlocks,
): Promise<Map<string, UsageEventRow>> {
  const found = new Map<string, UsageEventRow>()
  let opened = 0
  for (const { month, ids } of minutes) {
    const sorted = [...ids.keys()].sort()
    const range = { month, first: sorted[0] ?? '', last: sorted.at(-1) ?? '' }
    for (const block of await findBlocks(range)) {
      if (opened >= blocksMax) return found
      opened += 1
      for (const event of findInBlock(block.body, ids)) {
        found.set(event.id, event)
        ids.delete(event.id)
      }
      if (ids.size === 0) break
    }
  }
  return found
}

type Minute = { month: string; ids: Map<string, Outcome> }

function byMinute(outcomes: readonly Outcome[]): Minute[] {
  const minutes = new Map<number, Minute>()
  for (const outcome of outcomes) {
    const id = outcome.verificationId
    const minute = Math.floor((timeOfId('ver', id) ?? 0) / blockMinuteMs)
    const known = minutes.get(minute) ?? { month: monthOfEvent(id) ?? '', ids: new Map() }
    minutes.set(minute, known)
    known.ids.set(id, outcome)
  }
  return [...minutes.values()]
}

function toRow({ verificationId, status, durationMs, reportedAt }: Outcome): OutcomeTable {
  return { verification_id: verificationId, status, duration_ms: durationMs, reported_at: reportedAt }
}

export function toEarlyRow(outcome: Outcome): EarlyOutcomeTable {
  const { organizationId, apiId } = outcome.reach
  const reach = { reach_organization_id: organizationId ?? '', reach_api_id: apiId ?? '' }
  return { ...toRow(outcome), ...reach, due_at: outcome.reportedAt }
}

export function toOutcome(row: EarlyOutcomeTable): Outcome {
  return {
    verificationId: row.verification_id,
    status: row.status,
    durationMs: row.duration_ms,
    reportedAt: Number(row.reported_at),
    reach: {
      organizationId: row.reach_organization_id === '' ? null : row.reach_organization_id,
      apiId: row.reach_api_id === '' ? null : row.reach_api_id,
    },
  }
}
