import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { Pool, PoolClient, QueryConfig } from 'pg'
import { toPostgresFailure } from './postgres-failure.ts'

/** Kysely over a pool; failures arrive in the engine's words. */
export function kyselyOver<Tables>(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new PostgresDriver(pool),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

/** A statement that answers nothing: it is prepared under its name, and nobody waits for it before the next one. */
export type UnawaitedQuery = CompiledQuery & { readonly prepareAs: string }

/**
 * One session whose statements are sent one behind the other without waiting (the driver's `pipeline`). What such a
 * statement failed with is what the next one fails with: in a transaction that is over, its own failure says nothing.
 */
class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient
  /** Set when the session's state is unknown; the pool then drops it. */
  broken: Error | undefined
  /** Resolves when everything that was sent without waiting is answered. */
  #sent: Promise<unknown> = Promise.resolve()
  #failure: unknown = null

  constructor(client: PoolClient) {
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery | UnawaitedQuery): Promise<QueryResult<R>> {
    const values = [...query.parameters]
    if ('prepareAs' in query) {
      this.send({ text: query.sql, values, name: query.prepareAs })
      return { rows: [] }
    }
    try {
      const [{ rows, rowCount }] = await Promise.all([this.client.query(query.sql, values), this.#sent])
      if (this.#failure === null) return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    } catch (error) {
      await this.#sent
      this.#failure ??= toPostgresFailure(error)
    }
    throw this.#takeFailure()
  }

  send(query: QueryConfig): void {
    const answer = this.client.query(query).catch((error: unknown) => {
      this.#failure ??= toPostgresFailure(error)
    })
    this.#sent = Promise.all([this.#sent, answer])
  }

  /** Throws what a statement has failed with that nobody waited for. */
  async assertSound(): Promise<void> {
    await this.#sent
    if (this.#failure !== null) throw this.#takeFailure()
  }

  // biome-ignore lint/correctness/useYield: nothing streams on this connection; lists read pages.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used')
  }

  #takeFailure(): unknown {
    const failure = this.#failure
    this.#failure = null
    return failure
  }
}

class PostgresDriver implements Driver {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await this.#pool.connect())
    } catch (error) {
      throw toPostgresFailure(error)
    }
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.client.release(connection.broken)
  }

  /** Sent together with the first statement; where it fails, that one does. */
  async beginTransaction(connection: PostgresConnection): Promise<void> {
    connection.send({ text: 'begin' })
  }

  async commitTransaction(connection: PostgresConnection): Promise<void> {
    await connection.assertSound()
    try {
      await connection.executeQuery(CompiledQuery.raw('commit'))
    } catch (error) {
      connection.broken = error instanceof Error ? error : new Error('commit failed')
      throw error
    }
  }

  /** A session that cannot roll back is thrown away; what led here is the error that counts. */
  async rollbackTransaction(connection: PostgresConnection): Promise<void> {
    try {
      await connection.assertSound().catch(() => {})
      await connection.executeQuery(CompiledQuery.raw('rollback'))
    } catch (error) {
      connection.broken = error instanceof Error ? error : new Error('rollback failed')
    }
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}
