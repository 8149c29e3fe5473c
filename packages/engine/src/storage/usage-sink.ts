import { decodeTime } from '../ids/base32.ts'
import { firstIdAt, timeOfId } from '../ids/new-id.ts'
import type {
  EarlyOutcomeTable,
  OutcomeTable,
  RollupLevel,
  RollupTable,
  UsageBlockTable,
  UsagePostingTable,
} from './tables.ts'

/** What a batch adds to one month of the log. */
export type MonthPart = {
  month: string
  blocks: UsageBlockTable[]
  postings: UsagePostingTable[]
}

/** When each id was last used, in id order so that no two writers wait for each other. */
export type LastUses = { ids: string[]; times: number[] }

export type RollupPeriod = 'hours' | 'days'

export type RollupSource = {
  level: RollupLevel
  organizationId: string
  apiId: string
  keyId: string
  environment: string
}

export type RollupMeasures = Omit<RollupTable, 'bucket' | 'source' | 'code' | 'facets'>

/** What is added to one row. */
export type RollupRow = {
  period: RollupPeriod
  bucket: number
  source: RollupSource
  code: string
  /** In the order of `measureNames`. */
  sums: readonly number[]
  facets: Buffer | null
}

export type FindBlocks = (range: { month: string; first: string; last: string }) => Promise<UsageBlockTable[]>

/** What was added up over one or more batches, and the outcomes in them whose events are not in the log yet. */
export type CountedUsage = {
  keyUses: LastUses
  secretUses: LastUses
  rollups: RollupRow[]
  early: EarlyOutcomeTable[]
}

/** Early outcomes that are done with, as their events were found or are given up, and the sums that they make. */
export type SettledOutcomes = { settled: EarlyOutcomeTable[]; rollups: RollupRow[] }

/** A row of sums whose parts by endpoint and country are not packed entries. `bucket` in milliseconds UTC. */
export type DamagedRow = { period: RollupPeriod; bucket: number; source: number; code: string }

export type UsageSinkOptions = {
  /** Milliseconds UTC. */
  now: () => number
  retentionMonths: number
  /** Told of each row whose facets could not be read as something was added to them. */
  onDamaged: (row: DamagedRow) => void
}

/** Where a journal is shipped on from. */
export type ShippedTo = {
  /** Everything before it is stored and counted. */
  position: number
  /**
   * In ascending order: up to these, parts are stored and not counted. Batches that end before or at the next one
   * and do not reach beyond it are not stored twice.
   */
  boundaries: number[]
}

/** `dropped` are months that took nothing. */
export type StoredBatch = { dropped: string[] }

/** Where journals are shipped to. Used on the shipper's thread, by one caller at a time. */
export interface UsageSink {
  /** How far a journal has been shipped; 0 when nothing of it has. */
  shippedTo(journalId: string): Promise<ShippedTo>
  /** Stores a batch that ends at `position` of the journal. Storing it again changes nothing and answers the same. */
  store(months: readonly MonthPart[], journalId: string, position: number): Promise<StoredBatch>
  /**
   * Stores outcomes whose events are in the log, in months that are there. Answers those that are the first of their
   * verifications, when asked again too.
   */
  storeOutcomes(outcomes: readonly OutcomeTable[]): Promise<OutcomeTable[]>
  /** The blocks of the log that may hold these ids. */
  findBlocks: FindBlocks
  /** Adds up, and moves the journal's position so that both hold or neither; nothing where it is there already. */
  count(counted: CountedUsage, journalId: string, position: number): Promise<void>
  /** Outcomes whose events were not in the log when they came and that are due to be looked at again, at most so many. */
  earlyOutcomes(dueAt: number, limit: number): Promise<EarlyOutcomeTable[]>
  /** How many early outcomes wait, by reporter: `organization/API` of their reach, empty for all of them. */
  waitingEarly(): Promise<Map<string, number>>
  /** Counts early outcomes and removes them; false, and nothing is done, where another process has dealt with one of them. */
  settleEarly(outcomes: SettledOutcomes): Promise<boolean>
  /** Says when early outcomes are due again. */
  putOffEarly(outcomes: readonly EarlyOutcomeTable[]): Promise<void>
  /** Forgets the position of a journal that is shipped whole and will not be read again. */
  forget(journalId: string): Promise<void>
  /** True when an error of `store` is about the records themselves, so that repeating it cannot succeed. */
  isRowError(error: unknown): boolean
  close(): Promise<void>
}

/** Of outcomes that were offered, each that is stored as it was offered, once for each verification. */
export function firstReports(
  offered: readonly OutcomeTable[],
  stored: readonly OutcomeTable[],
): OutcomeTable[] {
  const kept = new Map(stored.map(each => [each.verification_id, each]))
  const first = new Map<string, OutcomeTable>()
  for (const each of offered) {
    const same = kept.get(each.verification_id)
    const isStored =
      same?.status === each.status &&
      same.duration_ms === each.duration_ms &&
      Number(same.reported_at) === each.reported_at
    if (isStored && !first.has(each.verification_id)) first.set(each.verification_id, each)
  }
  return [...first.values()]
}

/** A record that no part of the log can take. */
export class RefusedRecord extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RefusedRecord'
  }
}

/** The month (`2026-11`, UTC) whose part of the log holds an event; null when it is not an event's id. */
export function monthOfEvent(eventId: string): string | null {
  const ms = timeOfId('ver', eventId)
  return ms === null || ms > lastEventMs ? null : monthAt(ms)
}

export function monthAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7)
}

/**
 * The oldest month that is kept: the present one and so many before it. A clock alone makes nothing old, as a process may
 * start with a wrong one and log by it: the present is no later than the month after the last but one in the log.
 * `held` are the log's months, newest first.
 */
export function oldestMonthKept(
  nowMs: number,
  { retentionMonths, held }: { retentionMonths: number; held: readonly string[] },
): string {
  const known = held[1] ?? held[0]
  const [byClock, byLog] = [monthAt(nowMs), known === undefined ? null : monthAfter(known)]
  const present = new Date(byLog !== null && byLog < byClock ? byLog : byClock)
  return monthAt(Date.UTC(present.getUTCFullYear(), present.getUTCMonth() - retentionMonths, 1))
}

/** The next month; 32 days after a first is always in it. */
export function monthAfter(month: string): string {
  return monthAt(Date.parse(`${month}-01T00:00:00Z`) + 32 * 86_400_000)
}

/** The ids of a month: `first` belongs to it, `end` is the first id of the next month. */
export function idsOfMonth(month: string): { first: string; end: string } {
  const start = Date.parse(`${month}-01T00:00:00.000Z`)
  const at = new Date(start)
  return {
    first: firstIdAt('ver', start),
    end: firstIdAt('ver', Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)),
  }
}

/** The end of the year 9999: later months have names that do not sort as text. */
export const lastEventMs = 253_402_300_799_999

/** The measures that are added up; the greatest duration is not. */
export const summedMeasures = [
  'verifications',
  'cost',
  'outcomes',
  'outcomes_2xx',
  'outcomes_3xx',
  'outcomes_4xx',
  'outcomes_5xx',
  'durations',
  'duration_ms_sum',
] as const satisfies readonly (keyof RollupMeasures)[]

/** All measures, in the order in which sums are kept by number. */
export const measureNames = [...summedMeasures, 'duration_ms_max'] as const

export function addedSums(one: readonly number[], other: readonly number[]): number[] {
  const last = summedMeasures.length
  return one.map((sum, which) => {
    const more = other[which] ?? 0
    return which === last ? Math.max(sum, more) : sum + more
  })
}

/** One text for each source; ids and environments hold no line break. */
export function nameOfSource({ level, organizationId, apiId, keyId, environment }: RollupSource): string {
  return `${level}\n${organizationId}\n${apiId}\n${keyId}\n${environment}`
}

/** A block lies within one minute of its ids. */
export const blockMinuteMs = 60_000

/** The id that is greater than the last of every block that an event of this id can be in. */
export function afterBlocksOf(eventId: string): string {
  const minute = Math.floor(decodeTime(eventId.slice(4)) / blockMinuteMs) + 1
  return firstIdAt('ver', Math.min(2 ** 48 - 1, minute * blockMinuteMs))
}
