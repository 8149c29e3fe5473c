import {
  type CompiledQuery,
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
 * statement failed with is what those after it fail with, the commit too: in a transaction that is over, their own
 * failures say nothing.
 */
class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient
  /** Set when the session's state is unknown; the pool then drops it. */
  broken: Error | undefined
  /** Resolves when everything that was sent without waiting is answered. */
  #sent: Promise<unknown> = Promise.resolve()
  /** The first of the transaction, until it is rolled back. */
  #failure: unknown = null
  /** While it is not known whether a transaction has begun: a write would be one by itself. */
  #isBeginning = false

  constructor(client: PoolClient) {
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery | UnawaitedQuery): Promise<QueryResult<R>> {
    if (this.#isBeginning && !isRead(query)) {
      await this.#assertSound()
      this.#isBeginning = false
    }
    const values = [...query.parameters]
    if ('prepareAs' in query) {
      this.#send({ text: query.sql, values, name: query.prepareAs })
      return { rows: [] }
    }
    try {
      const [{ rows, rowCount }] = await Promise.all([this.client.query(query.sql, values), this.#sent])
      if (this.#failure === null) return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    } catch (error) {
      await this.#sent
      this.#failure ??= toPostgresFailure(error)
    }
    throw this.#failure
  }

  /** Sent together with the first read; where it fails, that one does. */
  begin(): void {
    this.#isBeginning = true
    this.#send({ text: 'begin' })
  }

  async commit(): Promise<void> {
    await this.#assertSound()
    try {
      const { command } = await this.client.query('commit')
      // What commits a transaction that has failed is told so, and nothing else.
      if (command !== 'COMMIT') throw new Error(`commit was answered with ${command}`)
    } catch (error) {
      this.broken = error instanceof Error ? error : new Error('commit failed')
      throw toPostgresFailure(error)
    }
  }

  /** A session that cannot roll back is thrown away; what led here is the error that counts. */
  async rollback(): Promise<void> {
    try {
      await this.#sent
      await this.client.query('rollback')
      this.#failure = null
      this.#isBeginning = false
    } catch (error) {
      this.broken = error instanceof Error ? error : new Error('rollback failed')
    }
  }

  // biome-ignore lint/correctness/useYield: nothing streams on this connection; lists read pages.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used')
  }

  #send(query: QueryConfig): void {
    const answer = this.client.query(query).catch((error: unknown) => {
      this.#failure ??= toPostgresFailure(error)
    })
    this.#sent = Promise.all([this.#sent, answer])
  }

  /** Throws what a statement has failed with, even one that nobody waited for. */
  async #assertSound(): Promise<void> {
    await this.#sent
    if (this.#failure !== null) throw this.#failure
  }
}

/** Raw statements may be anything, and so may what stands in a WITH. */
function isRead({ query }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' && query.with === undefined
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

  async beginTransaction(connection: PostgresConnection): Promise<void> {
    connection.begin()
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.commit()
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollback()
  }

  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}
