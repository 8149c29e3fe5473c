import { Client, DatabaseError } from 'pg'
import type { EarlyOutcomeTable, OutcomeTable, UsageBlockTable, UsagePostingTable } from '../../tables.ts'
import {
  afterBlocksOf,
  type CountedUsage,
  type FindBlocks,
  firstReports,
  idsOfMonth,
  type LastUses,
  type MonthPart,
  oldestMonthKept,
  type SettledOutcomes,
  type ShippedTo,
  type StoredBatch,
  type UsageSink,
  type UsageSinkOptions,
} from '../../usage-sink.ts'
import { EarlyOutcomes } from './early-outcomes.ts'
import { type ColumnTypes, insertFrom } from './insert-from.ts'
import { monthsOfLog, partitionOf, usageTables } from './usage-partition.ts'
import { UsageRollups } from './usage-rollups.ts'

export type PostgresUsageSinkOptions = { url: string } & UsageSinkOptions

const connectMs = 5_000
const statementMs = 30_000

/** Connects for itself, so that no pool of the main thread can hold shipping up. Rejects when it cannot. */
export async function openPostgresUsageSink(options: PostgresUsageSinkOptions): Promise<UsageSink> {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    application_name: 'keyturn usage',
  })
  // A lost connection makes the next query fail; without a listener it would end the thread.
  client.on('error', () => undefined)
  await client.connect()
  return new PostgresUsageSink(client, options)
}

class PostgresUsageSink implements UsageSink {
  readonly #client: Client
  readonly #options: PostgresUsageSinkOptions
  readonly #rollups: UsageRollups
  readonly #early: EarlyOutcomes
  readonly #months = new Set<string>()

  constructor(client: Client, options: PostgresUsageSinkOptions) {
    this.#client = client
    this.#options = options
    this.#rollups = new UsageRollups(client, options.onDamaged)
    this.#early = new EarlyOutcomes(client)
  }

  async shippedTo(journalId: string): Promise<ShippedTo> {
    const text = 'select position, stored from usage.journals where journal_id = $1'
    const { rows } = await this.#client.query<{ position: string; stored: string }>(text, [journalId])
    const [position, stored] = [Number(rows[0]?.position ?? 0), Number(rows[0]?.stored ?? 0)]
    return { position, boundaries: stored > position ? [stored] : [] }
  }

  async store(months: readonly MonthPart[], journalId: string, position: number): Promise<StoredBatch> {
    const oldest = await this.#oldestKept(months)
    const kept = months.filter(({ month }) => month >= oldest)
    const dropped = months.map(({ month }) => month).filter(month => month < oldest)
    for (const { month } of kept) await this.#provideMonth(month)
    try {
      await this.#inTransaction(async () => {
        if (!(await this.#move('stored', journalId, position))) return
        for (const part of kept) await this.#insert(part)
      })
      return { dropped }
    } catch (error) {
      // A month may have been dropped since; the next attempt looks again.
      this.#months.clear()
      throw error
    }
  }

  async storeOutcomes(outcomes: readonly OutcomeTable[]): Promise<OutcomeTable[]> {
    if (outcomes.length === 0) return []
    const nothing = 'on conflict do nothing'
    await this.#client.query(insertFrom('usage.outcomes', outcomeTypes, outcomes, nothing))
    const text = 'select * from usage.outcomes where verification_id = any($1)'
    const ids = outcomes.map(each => each.verification_id)
    const { rows } = await this.#client.query<OutcomeTable>(text, [ids])
    return firstReports(outcomes, rows)
  }

  readonly findBlocks: FindBlocks = async ({ first, last }) => {
    const text = 'select * from usage.blocks where last >= $1 and first <= $2 and last < $3 order by last'
    const { rows } = await this.#client.query<UsageBlockTable>(text, [first, last, afterBlocksOf(last)])
    return rows
  }

  async count(counted: CountedUsage, journalId: string, position: number): Promise<void> {
    try {
      await this.#inTransaction(async () => {
        if (!(await this.#move('position', journalId, position))) return
        await this.#touch('key', counted.keyUses)
        await this.#touch('secret', counted.secretUses)
        await this.#rollups.add(counted.rollups)
        await this.#early.add(counted.early)
      })
    } catch (error) {
      this.#rollups.forget()
      throw error
    }
  }

  waitingEarly(): Promise<Map<string, number>> {
    return this.#early.waiting()
  }

  earlyOutcomes(dueAt: number, limit: number): Promise<EarlyOutcomeTable[]> {
    return this.#early.due(dueAt, limit)
  }

  async settleEarly({ settled, rollups }: SettledOutcomes): Promise<boolean> {
    try {
      return await this.#inTransaction(async () => {
        if (!(await this.#early.lock(settled))) return false
        await this.#early.remove(settled)
        await this.#rollups.add(rollups)
        return true
      })
    } catch (error) {
      this.#rollups.forget()
      throw error
    }
  }

  putOffEarly(outcomes: readonly EarlyOutcomeTable[]): Promise<void> {
    return this.#early.putOff(outcomes)
  }

  async forget(journalId: string): Promise<void> {
    await this.#client.query('delete from usage.journals where journal_id = $1', [journalId])
  }

  isRowError(error: unknown): boolean {
    // Class 22 is data exception, 23 integrity constraint violation (PostgreSQL, appendix A).
    return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '')
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  /** Asks for the log's months only where they matter. */
  async #oldestKept(months: readonly MonthPart[]): Promise<string> {
    const { now, retentionMonths } = this.#options
    const byClock = oldestMonthKept(now(), { retentionMonths, held: [] })
    if (months.every(({ month }) => month >= byClock)) return byClock
    const { rows } = await this.#client.query<{ month: string }>(monthsOfLog)
    return oldestMonthKept(now(), { retentionMonths, held: rows.map(row => row.month) })
  }

  async #inTransaction<T>(body: () => Promise<T>): Promise<T> {
    await this.#client.query('begin')
    try {
      const result = await body()
      await this.#client.query('commit')
      return result
    } catch (error) {
      await this.#client.query('rollback').catch(() => undefined)
      throw error
    }
  }

  /** False when the journal is there already. */
  async #move(column: 'stored' | 'position', journalId: string, position: number): Promise<boolean> {
    const text = `insert into usage.journals as old (journal_id, ${column}, shipped_at) values ($1, $2, $3)
      on conflict (journal_id) do update set ${column} = excluded.${column}, shipped_at = excluded.shipped_at
      where old.${column} < excluded.${column}`
    const moved = await this.#client.query(text, [journalId, position, this.#options.now()])
    return moved.rowCount === 1
  }

  async #insert({ blocks, postings }: MonthPart): Promise<void> {
    const nothing = 'on conflict do nothing'
    await this.#client.query(insertFrom('usage.blocks', blockTypes, blocks, nothing))
    await this.#client.query(insertFrom('usage.postings', postingTypes, postings, nothing))
  }

  async #touch(owner: 'key' | 'secret', { ids, times }: LastUses): Promise<void> {
    if (ids.length === 0) return
    const text = `insert into usage.${owner}_activity as old (${owner}_id, last_used_at)
      select * from unnest($1::text[], $2::bigint[])
      on conflict (${owner}_id) do update set last_used_at = greatest(old.last_used_at, excluded.last_used_at)`
    await this.#client.query({ name: `usage-${owner}-activity`, text, values: [ids, times] })
  }

  /** Attached rather than created as a part: that needs no lock that waits for readers of the log. */
  async #provideMonth(month: string): Promise<void> {
    if (this.#months.has(month)) return
    const { first, end } = idsOfMonth(month)
    await this.#inTransaction(async () => {
      await this.#client.query("select pg_advisory_xact_lock(hashtext('keyturn usage months'))")
      for (const table of usageTables) {
        const part = partitionOf(table, month)
        const { rows } = await this.#client.query<{ part: string | null }>('select to_regclass($1) as part', [
          part,
        ])
        if (rows[0]?.part) continue
        await this.#client.query(`create table ${part} (like usage.${table} including all)`)
        await this.#client.query(
          `alter table usage.${table} attach partition ${part} for values from ('${first}') to ('${end}')`,
        )
      }
    })
    this.#months.add(month)
  }
}

const blockTypes: ColumnTypes<UsageBlockTable> = {
  last: 'text',
  first: 'text',
  events: 'integer',
  body: 'bytea',
}

const postingTypes: ColumnTypes<UsagePostingTable> = { owner: 'text', last: 'text' }

const outcomeTypes: ColumnTypes<OutcomeTable> = {
  verification_id: 'text',
  status: 'integer',
  duration_ms: 'double precision',
  reported_at: 'bigint',
}
