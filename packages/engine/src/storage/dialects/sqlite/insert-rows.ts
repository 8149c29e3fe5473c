import type Database from 'better-sqlite3'
import type { Yielding } from '../../../clock/yielding.ts'
import type { ControlTables } from '../../tables.ts'
import { toSqliteFailure } from './sqlite-failure.ts'

/** Inserts rows one by one with one prepared statement, on the handle whose transaction is open. */
export class SqliteInsert {
  readonly #database: Database.Database
  readonly #turns: Yielding
  readonly #prepared = new Map<string, Database.Statement<unknown[]>>()

  constructor(database: Database.Database, turns: Yielding) {
    this.#database = database
    this.#turns = turns
  }

  async run(table: keyof ControlTables, rows: readonly object[]): Promise<void> {
    const first = rows[0]
    if (!first) return
    try {
      const columns = Object.keys(first)
      const statement = this.#prepare(table, columns)
      for (const row of rows) {
        if (this.#turns.isDue()) await this.#turns.now()
        statement.run(valuesOf(row, columns))
      }
    } catch (error) {
      throw toSqliteFailure(error)
    }
  }

  #prepare(table: keyof ControlTables, columns: readonly string[]): Database.Statement<unknown[]> {
    const values = columns.map(() => '?').join(', ')
    const statement = `INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${values})`
    const known = this.#prepared.get(statement)
    if (known) return known
    const prepared = this.#database.prepare<unknown[]>(statement)
    this.#prepared.set(statement, prepared)
    return prepared
  }
}

/** By place: the driver takes longer to find values by their names. */
function valuesOf(row: object, columns: readonly string[]): unknown[] {
  const values = Object.values(row)
  const isInOrder = Object.keys(row).every((name, index) => name === columns[index])
  return isInOrder ? values : columns.map(column => Reflect.get(row, column))
}
