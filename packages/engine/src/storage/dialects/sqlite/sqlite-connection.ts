import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { Yielding } from '../../../clock/yielding.ts'
import { isBusy, toSqliteFailure } from './sqlite-failure.ts'

/** How long a writer waits for another process's transaction before it gives up, in milliseconds. */
const busyMsMax = 5_000
/** Statements kept prepared; queries are built from code, so there are few shapes. */
const preparedMax = 500

/**
 * One better-sqlite3 handle as a Kysely connection. Calls are synchronous, so transactions give way to the event loop
 * before they begin and between their statements: one tenant's writes must not hold up everybody's verifications.
 */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: Database.Database
  readonly #turns: Yielding
  readonly #prepared = new Map<string, Database.Statement<unknown[]>>()

  constructor(database: Database.Database, turns: Yielding) {
    this.#database = database
    this.#turns = turns
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#database.inTransaction) await this.#turns.next()
    try {
      return this.#run<R>(query)
    } catch (error) {
      throw toSqliteFailure(error)
    }
  }

  /** Takes the write lock; the event loop goes on while another process holds it. */
  async begin(): Promise<void> {
    await this.#turns.now()
    const deadline = performance.now() + busyMsMax
    for (;;) {
      try {
        this.#database.exec('BEGIN IMMEDIATE')
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw toSqliteFailure(error)
        await sleep(1 + Math.random() * 4)
      }
    }
  }

  async commit(): Promise<void> {
    try {
      this.#database.exec('COMMIT')
    } catch (error) {
      throw toSqliteFailure(error)
    }
  }

  async rollback(): Promise<void> {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
  }

  // biome-ignore lint/correctness/useYield: nothing streams on this connection; lists read pages.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used')
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(query.sql)
    if (statement.reader) return { rows: statement.all(...query.parameters) as R[] }
    const { changes } = statement.run(...query.parameters)
    return { rows: [], numAffectedRows: BigInt(changes) }
  }

  #prepare(sql: string): Database.Statement<unknown[]> {
    const known = this.#prepared.get(sql)
    if (known) return known
    if (this.#prepared.size >= preparedMax) this.#prepared.clear()
    const statement = this.#database.prepare<unknown[]>(sql)
    this.#prepared.set(sql, statement)
    return statement
  }
}
