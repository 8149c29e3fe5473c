import type Database from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type SelectModifierNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { Yielding } from '../../../clock/yielding.ts'
import { SqliteConnection } from './sqlite-connection.ts'

/** Kysely over one handle: one user at a time, transactions that take the write lock at their start. */
export function kyselyOver<Tables>(database: Database.Database, turns = new Yielding()): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOf(new SqliteDriver(database, turns)) })
}

export function dialectOf(driver: Driver): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new QueryCompilerWithoutLocks(),
  }
}

/** A transaction holds the whole file from its start, so rows are not locked one by one. */
class QueryCompilerWithoutLocks extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (!node.modifier?.startsWith('For')) super.visitSelectModifier(node)
  }
}

class SqliteDriver implements Driver {
  readonly #database: Database.Database
  readonly #connection: SqliteConnection
  #busy: Promise<void> = Promise.resolve()
  #release: () => void = () => {}

  constructor(database: Database.Database, turns: Yielding) {
    this.#database = database
    this.#connection = new SqliteConnection(database, turns)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#busy
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#busy = before.then(() => promise)
    await before
    this.#release = resolve
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.begin()
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.commit()
  }

  async rollbackTransaction(): Promise<void> {
    await this.#connection.rollback()
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${name}`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${name}`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${name}`))
  }

  /** Transactions give way while they are open, so what has begun or waits is let finish. */
  async destroy(): Promise<void> {
    await this.#busy
    this.#database.close()
  }
}
