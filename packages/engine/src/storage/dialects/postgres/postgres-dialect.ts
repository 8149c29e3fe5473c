import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely'
import type { Pool, PoolClient, QueryConfig } from 'pg'
import { toPostgresFailure } from './postgres-failure.ts'

/** Kysely over a pool; failures arrive in the engine's words. */
export function kyselyOver<Tables>(pool: Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: dialectOver(pool) })
}

/**
 * Transactions over a pool. Unlike in Kysely's own, statements that are asked for together are sent together: they are
 * carried out in the order in which they were asked for, and share one journey to the database.
 */
export function transactionsOver<Tables>(pool: Pool) {
  const dialect = dialectOver(pool)
  const driver = new PostgresDriver(pool)
  const compiler = dialect.createQueryCompiler()
  const adapter = dialect.createAdapter()
  return async <T>(body: (tx: Transaction<Tables>) => Promise<T>): Promise<T> => {
    const connection = await driver.acquireConnection()
    let isOver = false
    const provideConnection = async <R>(run: (connection: DatabaseConnection) => Promise<R>): Promise<R> => {
      if (isOver) throw new Error(afterTheEnd)
      return run(connection)
    }
    const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection })
    connection.begin()
    try {
      const result = await body(new Transaction<Tables>({ config: { dialect }, dialect, driver, executor }))
      isOver = true
      await connection.commit()
      return result
    } catch (error) {
      isOver = true
      await connection.rollback()
      throw error
    } finally {
      await driver.releaseConnection(connection)
    }
  }
}

const afterTheEnd = 'a statement came after the end of its transaction'

function dialectOver(pool: Pool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(pool),
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
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
  /** What a write waits for until then, and everything that was asked for after it. */
  #opening: Promise<void> | null = null
  /** What still waits for the beginning when a transaction is rolled back would be carried out by itself. */
  #isOver = false

  constructor(client: PoolClient) {
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery | UnawaitedQuery): Promise<QueryResult<R>> {
    if (this.#isBeginning && (this.#opening !== null || !isRead(query))) {
      this.#opening ??= this.#assertSound()
      await this.#opening
      if (this.#isOver) throw new Error(afterTheEnd)
      this.#isBeginning = false
    }
    const values = [...query.parameters]
    if ('prepareAs' in query) {
      this.#send({ text: query.sql, values, name: query.prepareAs })
      return { rows: [] }
    }
    const answer = this.#recorded(this.client.query(query.sql, values))
    const [{ rows, rowCount }] = await Promise.all([answer, this.#sent])
    if (this.#failure !== null) throw this.#failure
    return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
  }

  /** Sent together with the first read; where it fails, that one does. */
  begin(): void {
    this.#isBeginning = true
    this.#isOver = false
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
    this.#isOver = true
    try {
      await this.#sent
      await this.client.query('rollback')
      this.#failure = null
      this.#isBeginning = false
      this.#opening = null
    } catch (error) {
      this.broken = error instanceof Error ? error : new Error('rollback failed')
    }
  }

  // biome-ignore lint/correctness/useYield: nothing streams on this connection; lists read pages.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not used')
  }

  #send(query: QueryConfig): void {
    const answer = this.#recorded(this.client.query(query)).catch(() => {})
    this.#sent = Promise.all([this.#sent, answer])
  }

  /** Noted as soon as it is answered, before what was sent behind it is. */
  #recorded<T>(answer: Promise<T>): Promise<T> {
    return answer.catch((error: unknown) => {
      this.#failure ??= toPostgresFailure(error)
      throw this.#failure
    })
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
