import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { createPrivately } from '../../data-directory.ts'
import { syncDirectory } from '../../sync-directory.ts'
import type { OutcomeTable, UsageBlockTable } from '../../tables.ts'
import { afterBlocksOf, firstReports, type MonthPart } from '../../usage-sink.ts'
import { openWal } from './open-wal.ts'

/**
 * So many postings are read one by one for a page, in half a millisecond. Those of a thousand keys change a thousand
 * pages of the other table, which is nearly as dear for one of each key as for sixteen.
 */
const recentMax = 16_384
/** Moved at once: where each is of another key, that is a tenth of a second. */
const settledAtOnce = 4_096
const afterAllOwners = '~'

/** The file of one month, for writing. */
export class UsageMonth {
  readonly #database: Database.Database
  /** The owner up to whom postings were moved last. */
  #settledTo = ''

  constructor(path: string) {
    this.#database = openUsageFile(path)
    makeMonthTables(this.#database)
  }

  /** How far a journal has come in this month; 0 when nothing of it is here. */
  shippedTo(journalId: string): number {
    const row = this.#database.prepare('SELECT position FROM shipped WHERE journal_id = ?').get(journalId)
    return (row as { position: number } | undefined)?.position ?? 0
  }

  /** Stores a part and how far the journal has come with it, once. */
  write(part: MonthPart, journalId: string, position: number): void {
    const insertOnce = (): void => {
      if (this.shippedTo(journalId) < position) this.#insert(part, journalId, position)
    }
    this.#database.transaction(insertOnce).immediate()
  }

  /** Stores outcomes; answers those that are the first of their verifications, when asked again too. */
  writeOutcomes(outcomes: readonly OutcomeTable[]): OutcomeTable[] {
    const insert = this.#database.prepare(
      `INSERT INTO outcomes (verification_id, status, duration_ms, reported_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (verification_id) DO NOTHING`,
    )
    const insertAll = (): void => {
      for (const each of outcomes)
        insert.run(each.verification_id, each.status, each.duration_ms, each.reported_at)
    }
    this.#database.transaction(insertAll).immediate()
    return this.#stored(outcomes)
  }

  findBlocks(first: string, last: string): UsageBlockTable[] {
    return this.#database
      .prepare<[string, string, string], UsageBlockTable>(
        'SELECT * FROM blocks WHERE last >= ? AND first <= ? AND last < ? ORDER BY last',
      )
      .all(first, last, afterBlocksOf(last))
  }

  close(): void {
    this.#database.close()
  }

  #insert({ blocks, postings }: MonthPart, journalId: string, position: number): void {
    const insertBlock = this.#database.prepare(
      'INSERT INTO blocks (last, first, events, body) VALUES (?, ?, ?, ?) ON CONFLICT (last) DO NOTHING',
    )
    for (const { last, first, events, body } of blocks) insertBlock.run(last, first, events, body)
    const insertPosting = this.#database.prepare('INSERT INTO recent_postings (owner, last) VALUES (?, ?)')
    for (const { owner, last } of postings) insertPosting.run(owner, last)
    if (this.#recentPostings() >= recentMax) this.#settlePostings()
    this.#database
      .prepare('INSERT INTO shipped VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position')
      .run(journalId, position)
  }

  #recentPostings(): number {
    return this.#database.prepare<[], number>('SELECT count(*) FROM recent_postings').pluck().get() ?? 0
  }

  /** All of some owners, in turn: what is moved together lies together. */
  #settlePostings(): void {
    const from = this.#settledTo
    const last = this.#database
      .prepare<[string, number], string>(
        'SELECT owner FROM recent_postings WHERE owner > ? ORDER BY owner LIMIT 1 OFFSET ?',
      )
      .pluck()
      .get(from, settledAtOnce - 1)
    const to = last ?? afterAllOwners
    this.#database
      .prepare(
        `INSERT INTO postings SELECT owner, last FROM recent_postings WHERE owner > ? AND owner <= ?
           ORDER BY owner, last ON CONFLICT DO NOTHING`,
      )
      .run(from, to)
    this.#database.prepare('DELETE FROM recent_postings WHERE owner > ? AND owner <= ?').run(from, to)
    this.#settledTo = last ?? ''
  }

  #stored(outcomes: readonly OutcomeTable[]): OutcomeTable[] {
    const find = this.#database.prepare<[string], OutcomeTable>(
      'SELECT * FROM outcomes WHERE verification_id = ?',
    )
    const stored = outcomes.flatMap(each => find.get(each.verification_id) ?? [])
    return firstReports(outcomes, stored)
  }
}

/** The journal forgets what is shipped, so each commit is on the disk: WAL with an fsync, one for a whole batch. */
export function openUsageFile(path: string): Database.Database {
  const database = openWal(path, { busyMs: 1_000 })
  database.pragma('synchronous = FULL')
  // A page of rollups changes many times before it is worth copying out of the log.
  database.pragma('wal_autocheckpoint = 4000')
  database.pragma('cache_size = -32768')
  return database
}

/**
 * On a handle that only reads: `postings` are all of them from here on, recent or not. False in a month of an older
 * version, which has no recent ones until it is written to.
 */
export function readAllPostings(database: Database.Database): boolean {
  const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'recent_postings'").get()
  if (isThere === undefined) return false
  database.exec(
    `CREATE TEMP VIEW postings AS
       SELECT owner, last FROM main.postings UNION ALL SELECT owner, last FROM main.recent_postings`,
  )
  return true
}

const monthFile = /^(\d{4}-\d{2})\.db$/

/** The months among the names of files, newest first. */
export function monthsAmong(names: readonly string[]): string[] {
  const months = names.flatMap(name => monthFile.exec(name)?.[1] ?? [])
  return months.sort().reverse()
}

/** Those that are not there: a month of an older version lacks some. */
function makeMonthTables(database: Database.Database): void {
  database.exec(readFileSync(new URL('./month.sql', import.meta.url), 'utf8'))
}

/** A month appears with its tables or not at all: readers go by the file's name. */
export function createUsageMonth(directory: string, path: string): void {
  const unfinished = join(directory, `new-${randomUUID()}.db`)
  createPrivately(unfinished)
  const database = openUsageFile(unfinished)
  try {
    makeMonthTables(database)
  } finally {
    database.close()
  }
  try {
    linkSync(unfinished, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished)
  }
  // The position in activity.db must not survive a power cut that the name of the month's file does not.
  syncDirectory(directory)
}
