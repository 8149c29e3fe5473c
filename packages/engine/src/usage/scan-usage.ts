import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Reach } from '../access/reach.ts'
import { firstIdAt } from '../ids/new-id.ts'
import type { UsageStorage } from '../storage/storage.ts'
import type { OutcomeTable, UsageBlockTable, UsageEventRow, UsageTables } from '../storage/tables.ts'
import { idsOfMonth } from '../storage/usage-sink.ts'
import { decodeBlock } from './block.ts'
import { conditionsWithin, matcherOf, ownerOf, type UsageFilter } from './usage-filter.ts'
import { findOutcomes, type IdRange, selectBlocks } from './usage-queries.ts'

export type UsageScan = {
  filter: UsageFilter
  reach: Reach
  /** Only events with smaller ids. */
  before: string | null
  limit: number
  /** After so many events that were looked at, a page ends as soon as it has gone on at all. */
  eventsMax: number
}

export type FoundEvents = {
  events: { row: UsageEventRow; outcome: OutcomeTable | null }[]
  /** The id below which nothing was looked at yet; null at the end of the log. */
  next: string | null
}

/** An id is made a moment before or after the instant that its event carries. */
const idSlackMs = 300_000

/** Walks the months from the newest, until the page is full, enough events were looked at, or the log ends. */
export async function scanUsage(usage: UsageStorage, scan: UsageScan): Promise<FoundEvents> {
  const found: FoundEvents['events'] = []
  let eventsLeft = scan.eventsMax
  for (const month of await usage.months()) {
    const ids = rangeOf(month, scan)
    if (ids === null) continue
    const limit = scan.limit - found.length
    if (limit <= 0 || eventsLeft <= 0) return { events: found, next: ids.before }
    const database = usage.month(month)
    const part = await scanMonth(database, { ...scan, limit, eventsMax: eventsLeft }, ids)
    found.push(...(await withOutcomes(database, part.rows)))
    if (part.next !== null) return { events: found, next: part.next }
    eventsLeft -= part.looked
  }
  return { events: found, next: null }
}

type FoundRows = { rows: UsageEventRow[]; looked: number; next: string | null }

/**
 * Opens blocks from the one that reaches up furthest. Blocks overlap, so that an event is sure of its place only once
 * no block that is still closed reaches up to it.
 */
async function scanMonth(month: Kysely<UsageTables>, scan: UsageScan, ids: IdRange): Promise<FoundRows> {
  const { filter, reach, limit, eventsMax } = scan
  const conditions = conditionsWithin(filter, reach)
  const matches = matcherOf(filter)
  let rows: UsageEventRow[] = []
  let bounds = ids
  let looked = 0
  for await (const { block, next } of blocksOf(month, { ids, owner: ownerOf(filter, reach) })) {
    for (const event of decodeBlock(block.body, conditions, bounds)) if (matches(event)) rows.push(event)
    if (rows.length > limit * 2) {
      // The page is made of the newest ones found; of what is older than these no row need be made.
      rows = rows.sort(newestFirst).slice(0, limit + 1)
      bounds = { first: rows.at(-1)?.id ?? ids.first, before: ids.before }
    }
    looked += block.events
    const isSure = (row: UsageEventRow): boolean => next === null || row.id > next
    if (rows.length > limit || (rows.length === limit && next !== null)) {
      const sure = rows.filter(isSure)
      if (sure.length >= limit) {
        const page = sure.sort(newestFirst).slice(0, limit)
        return { rows: page, looked, next: page.at(-1)?.id ?? null }
      }
    }
    // What follows is `next` and below; it must be less than where this page began, or the list would stand still.
    if (next !== null && looked >= eventsMax && following(next) < ids.before)
      return { rows: rows.filter(isSure).sort(newestFirst), looked, next: following(next) }
  }
  return { rows: rows.sort(newestFirst), looked, next: null }
}

/** The least text above an id: what is below it includes the id. */
function following(id: string): string {
  return `${id}0`
}

function newestFirst(one: UsageEventRow, other: UsageEventRow): number {
  if (one.id === other.id) return 0
  return one.id < other.id ? 1 : -1
}

const blocksAtFirst = 4
const blocksAtMost = 32

/** The blocks of a range with the last id of the one after each, pausing after each page so that nothing else waits. */
async function* blocksOf(
  month: Kysely<UsageTables>,
  { ids, owner }: { ids: IdRange; owner: string | null },
): AsyncGenerator<{ block: UsageBlockTable; next: string | null }> {
  let waiting: UsageBlockTable | null = null
  let after: string | null = null
  for (let limit = blocksAtFirst; ; limit = Math.min(blocksAtMost, limit * 2)) {
    const blocks: UsageBlockTable[] = await selectBlocks(month, { ids, owner, after, limit }).execute()
    for (const block of blocks) {
      if (waiting !== null) yield { block: waiting, next: block.last }
      waiting = block
      await setImmediate()
    }
    if (blocks.length < limit) break
    after = blocks.at(-1)?.last ?? null
  }
  if (waiting !== null) yield { block: waiting, next: null }
}

/** The ids of a month that can match; null when there are none. */
function rangeOf(month: string, { filter, before }: UsageScan): IdRange | null {
  const { first, end } = idsOfMonth(month)
  const from = filter.from === undefined ? first : idAt(filter.from - idSlackMs)
  const to = filter.to === undefined ? end : idAt(filter.to + idSlackMs)
  const range = {
    first: from > first ? from : first,
    before: [end, to, before ?? end].reduce((least, each) => (each < least ? each : least)),
  }
  return range.first < range.before ? range : null
}

const lastIdMs = 2 ** 48 - 1

function idAt(ms: number): string {
  return firstIdAt('ver', Math.min(lastIdMs, Math.max(0, ms)))
}

async function withOutcomes(
  month: Kysely<UsageTables>,
  rows: UsageEventRow[],
): Promise<FoundEvents['events']> {
  const ids = rows.map(row => row.id)
  const outcomes = new Map((await findOutcomes(month, ids)).map(each => [each.verification_id, each]))
  return rows.map(row => ({ row, outcome: outcomes.get(row.id) ?? null }))
}
