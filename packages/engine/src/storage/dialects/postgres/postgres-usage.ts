import { type Kysely, sql } from 'kysely'
import { DamagedFacets } from '../../damaged-facets.ts'
import type { UsageSinkTarget, UsageStorage } from '../../storage.ts'
import type { ReadTables, UsageTables } from '../../tables.ts'
import { monthsOfLog, partitionOf, usageTables } from './usage-partition.ts'

/** The usage log as monthly partitions; the planner finds the month by the bounds on the id. */
export class PostgresUsage implements UsageStorage {
  readonly sink: UsageSinkTarget
  readonly damaged: DamagedFacets = new DamagedFacets()
  readonly #reader: Kysely<ReadTables>
  readonly #events: Kysely<UsageTables>

  constructor(url: string, reader: Kysely<ReadTables>, events: Kysely<UsageTables>) {
    this.sink = { kind: 'postgres', url }
    this.#reader = reader
    this.#events = events.withSchema('usage')
  }

  async months(): Promise<string[]> {
    const { rows } = await sql.raw<{ month: string }>(monthsOfLog).execute(this.#reader)
    return rows.map(row => row.month)
  }

  month(): Kysely<UsageTables> {
    return this.#events
  }

  async dropBefore(month: string): Promise<string[]> {
    const old = (await this.months()).filter(each => each < month)
    const dropped: string[] = []
    for (const each of old) {
      await this.#drop(each)
      dropped.push(each)
    }
    return dropped
  }

  async pruneRollups({ hours, days }: { hours: number; days: number }): Promise<void> {
    await sql`DELETE FROM usage.hours WHERE bucket < ${hours}`.execute(this.#reader)
    await sql`DELETE FROM usage.days WHERE bucket < ${days}`.execute(this.#reader)
  }

  /** Waits for readers of the log a moment only: what asks after it would wait behind. */
  #drop(month: string): Promise<void> {
    return this.#reader.transaction().execute(async tx => {
      await sql`SET LOCAL lock_timeout = '2s'`.execute(tx)
      const parts = usageTables.map(table => partitionOf(table, month))
      await sql`DROP TABLE IF EXISTS ${sql.raw(parts.join(', '))}`.execute(tx)
    })
  }
}
