import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { createPrivately } from '../../data-directory.ts'
import { syncDirectory } from '../../sync-directory.ts'
import type { EarlyOutcomeTable, OutcomeTable } from '../../tables.ts'
import {
  type CountedUsage,
  type FindBlocks,
  type LastUses,
  type MonthPart,
  monthOfEvent,
  oldestMonthKept,
  type SettledOutcomes,
  type ShippedTo,
  type StoredBatch,
  type UsageSink,
  type UsageSinkOptions,
} from '../../usage-sink.ts'
import { EarlyOutcomes } from './early-outcomes.ts'
import { createUsageMonth, monthsAmong, openUsageFile, UsageMonth } from './usage-month.ts'
import { UsageRollups } from './usage-rollups.ts'

export type SqliteUsageSinkOptions = { directory: string } & UsageSinkOptions

/** Files of other months are written late and seldom. */
const openMonthsMax = 4

/**
 * Stores into one file a month and counts in activity.db, where the journal's position moves. Each month remembers how
 * far it has come itself: where a process ends between the two, the same batches are offered again, and the month
 * passes over them.
 */
export function openSqliteUsageSink(options: SqliteUsageSinkOptions): UsageSink {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  syncDirectory(dirname(options.directory))
  return new SqliteUsageSink(options)
}

class SqliteUsageSink implements UsageSink {
  readonly #options: SqliteUsageSinkOptions
  readonly #activity: Database.Database
  readonly #rollups: UsageRollups
  readonly #early: EarlyOutcomes
  readonly #months = new Map<string, UsageMonth>()

  constructor(options: SqliteUsageSinkOptions) {
    this.#options = options
    const activity = join(options.directory, 'activity.db')
    createPrivately(activity)
    this.#activity = openUsageFile(activity)
    this.#activity.exec(readFileSync(new URL('./activity.sql', import.meta.url), 'utf8'))
    this.#rollups = new UsageRollups(this.#activity, options.onDamaged)
    this.#early = new EarlyOutcomes(this.#activity)
  }

  async shippedTo(journalId: string): Promise<ShippedTo> {
    const position = this.#position(journalId)
    const ends = this.#held().map(month => this.#month(month)?.shippedTo(journalId) ?? 0)
    return { position, boundaries: ends.filter(end => end > position).sort((one, other) => one - other) }
  }

  async store(months: readonly MonthPart[], journalId: string, position: number): Promise<StoredBatch> {
    const { now, retentionMonths } = this.#options
    const oldest = oldestMonthKept(now(), { retentionMonths, held: this.#held() })
    this.#closeBefore(oldest)
    const dropped: string[] = []
    for (const part of months) {
      if (part.month < oldest) dropped.push(part.month)
      else this.#storeMonth(part, journalId, position)
    }
    return { dropped }
  }

  async storeOutcomes(outcomes: readonly OutcomeTable[]): Promise<OutcomeTable[]> {
    const months = Map.groupBy(outcomes, each => monthOfEvent(each.verification_id) ?? '')
    return [...months].flatMap(([month, rows]) => this.#month(month)?.writeOutcomes(rows) ?? [])
  }

  readonly findBlocks: FindBlocks = async ({ month, first, last }) =>
    this.#month(month)?.findBlocks(first, last) ?? []

  async count(counted: CountedUsage, journalId: string, position: number): Promise<void> {
    if (this.#position(journalId) >= position) return
    this.#inTransaction(() => {
      this.#touch('key', counted.keyUses)
      this.#touch('secret', counted.secretUses)
      this.#rollups.add(counted.rollups)
      this.#early.add(counted.early)
      this.#move(journalId, position)
    })
  }

  async waitingEarly(): Promise<Map<string, number>> {
    return this.#early.waiting()
  }

  async earlyOutcomes(dueAt: number, limit: number): Promise<EarlyOutcomeTable[]> {
    return this.#early.due(dueAt, limit)
  }

  async settleEarly({ settled, rollups }: SettledOutcomes): Promise<boolean> {
    return this.#inTransaction(() => {
      const isMine = this.#early.areThere(settled)
      if (!isMine) return false
      this.#early.remove(settled)
      this.#rollups.add(rollups)
      return true
    })
  }

  async putOffEarly(outcomes: readonly EarlyOutcomeTable[]): Promise<void> {
    this.#inTransaction(() => this.#early.putOff(outcomes))
  }

  async forget(journalId: string): Promise<void> {
    this.#activity.prepare('DELETE FROM journals WHERE journal_id = ?').run(journalId)
  }

  isRowError(error: unknown): boolean {
    if (error instanceof TypeError) return error.message.startsWith('SQLite3 can only bind')
    return error instanceof Database.SqliteError && /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code)
  }

  async close(): Promise<void> {
    for (const month of this.#months.values()) month.close()
    this.#months.clear()
    this.#activity.close()
  }

  #held(): string[] {
    return monthsAmong(readdirSync(this.#options.directory))
  }

  #position(journalId: string): number {
    const row = this.#activity.prepare('SELECT position FROM journals WHERE journal_id = ?').get(journalId)
    return (row as { position: number } | undefined)?.position ?? 0
  }

  #storeMonth(part: MonthPart, journalId: string, position: number): void {
    const { directory } = this.#options
    const path = join(directory, `${part.month}.db`)
    if (!existsSync(path)) createUsageMonth(directory, path)
    this.#month(part.month)?.write(part, journalId, position)
  }

  #touch(owner: 'key' | 'secret', { ids, times }: LastUses): void {
    const upsert = this.#activity.prepare(
      `INSERT INTO ${owner}_activity (${owner}_id, last_used_at) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET last_used_at = max(last_used_at, excluded.last_used_at)`,
    )
    for (const [index, id] of ids.entries()) upsert.run(id, times[index])
  }

  #inTransaction<T>(body: () => T): T {
    try {
      return this.#activity.transaction(body).immediate()
    } catch (error) {
      this.#rollups.forget()
      throw error
    }
  }

  #move(journalId: string, position: number): void {
    this.#activity
      .prepare(
        `INSERT INTO journals (journal_id, position, shipped_at) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET position = excluded.position, shipped_at = excluded.shipped_at`,
      )
      .run(journalId, position, this.#options.now())
  }

  #closeBefore(oldest: string): void {
    for (const [name, month] of this.#months) {
      if (name >= oldest) continue
      month.close()
      this.#months.delete(name)
    }
  }

  /** Null where the month has no file. */
  #month(name: string): UsageMonth | null {
    const known = this.#months.get(name)
    const path = join(this.#options.directory, `${name}.db`)
    const exists = existsSync(path)
    if (known && exists) return known
    known?.close()
    this.#months.delete(name)
    if (!exists) return null
    const oldest = this.#months.keys().next().value
    if (this.#months.size >= openMonthsMax && oldest !== undefined) {
      this.#months.get(oldest)?.close()
      this.#months.delete(oldest)
    }
    const month = new UsageMonth(path)
    this.#months.set(name, month)
    return month
  }
}
