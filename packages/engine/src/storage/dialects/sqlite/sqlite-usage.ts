import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { DamagedFacets } from '../../damaged-facets.ts'
import type { UsageSinkTarget, UsageStorage } from '../../storage.ts'
import type { UsageTables } from '../../tables.ts'
import type { ReaderThread } from './reader-driver.ts'
import { monthsAmong } from './usage-month.ts'

/** The usage log as one file a month in `<data>/usage`. */
export class SqliteUsage implements UsageStorage {
  readonly sink: UsageSinkTarget
  readonly damaged: DamagedFacets = new DamagedFacets()
  readonly #directory: string
  readonly #reader: ReaderThread
  readonly #months = new Map<string, Kysely<UsageTables>>()

  constructor(directory: string, reader: ReaderThread) {
    this.sink = { kind: 'sqlite', directory }
    this.#directory = directory
    this.#reader = reader
  }

  async months(): Promise<string[]> {
    return monthsAmong(await readdir(this.#directory))
  }

  month(month: string): Kysely<UsageTables> {
    const known = this.#months.get(month)
    if (known) return known
    const opened = this.#reader.over<UsageTables>(this.#fileOf(month))
    this.#months.set(month, opened)
    return opened
  }

  /** The reader's handle first: a file that is open keeps its space. */
  async dropBefore(month: string): Promise<string[]> {
    const old = (await this.months()).filter(each => each < month)
    for (const each of [...this.#months.keys()].filter(known => known < month)) {
      await this.#reader.release(this.#fileOf(each))
      this.#months.delete(each)
    }
    for (const each of old) {
      for (const end of ['', '-wal', '-shm']) await rm(this.#fileOf(each) + end, { force: true })
    }
    return old
  }

  /** Bucket by bucket with a pause between: the shipper writes to the same file. */
  async pruneRollups(before: { hours: number; days: number }): Promise<void> {
    const activity = new Database(join(this.#directory, 'activity.db'), { timeout: 0 })
    try {
      for (const period of ['hours', 'days'] as const) {
        const oldest = activity.prepare<[], number | null>(`SELECT min(bucket) FROM ${period}`).pluck()
        const remove = activity.prepare(`DELETE FROM ${period} WHERE bucket = ?`)
        for (let bucket = oldest.get() ?? null; bucket !== null && bucket < before[period]; ) {
          remove.run(bucket)
          await setImmediate()
          bucket = oldest.get() ?? null
        }
      }
    } finally {
      activity.close()
    }
  }

  #fileOf(month: string): string {
    return join(this.#directory, `${month}.db`)
  }
}
