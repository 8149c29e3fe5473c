import pg from 'pg'
import { toPostgresFailure } from './postgres-failure.ts'
import { sessionOptions } from './session-options.ts'

/** Longer than any healthy answer, shorter than anyone's patience: a dead peer is noticed within it. */
const queryMsMax = 2_000

export type Statement = { name: string; text: string }

/**
 * One connection of its own, so that no full pool can starve what uses it. Opened at first need, dropped when it fails
 * or its prepared statements no longer hold, opened again at the next need. What is asked for is sent at once and
 * answered in that order.
 */
export class DirectConnection {
  readonly #url: string
  readonly #listen: { channel: string; notified: () => void } | null
  #client: Promise<pg.Client> | null = null
  #closed = false

  constructor(url: string, listen: { channel: string; notified: () => void } | null = null) {
    this.#url = url
    this.#listen = listen
  }

  /** A statement with a name is prepared under it. */
  async query<R extends pg.QueryResultRow>(
    statement: string | Statement,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<R>> {
    const opening = this.connected()
    try {
      const client = await opening
      return await client.query<R>({
        ...(typeof statement === 'string' ? { text: statement } : statement),
        values,
      })
    } catch (error) {
      const failure = toPostgresFailure(error)
      if (failure !== error || hasStalePlan(error)) this.#drop(opening)
      throw failure
    }
  }

  connected(): Promise<pg.Client> {
    this.#client ??= this.#open()
    return this.#client
  }

  async close(): Promise<void> {
    this.#closed = true
    const client = await this.#client?.catch(() => null)
    await client?.end().catch(() => {})
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: queryMsMax,
      query_timeout: queryMsMax,
      keepAlive: true,
      options: sessionOptions,
      pipeline: true,
    })
    const opening = this.#client
    client.on('error', () => this.#drop(opening))
    client.on('end', () => this.#drop(opening))
    try {
      await client.connect()
      if (this.#listen) {
        client.on('notification', this.#listen.notified)
        await client.query(`LISTEN ${this.#listen.channel}`)
      }
      return client
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
  }

  #drop(opened: Promise<pg.Client> | null): void {
    if (this.#closed || (opened !== null && this.#client !== opened)) return
    const dropped = this.#client
    this.#client = null
    dropped?.then(client => client.end()).catch(() => {})
  }
}

/** The columns of a prepared statement have changed, or the session has it no more: only a new session prepares it again. */
function hasStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '0A000' || error.code === '26000')
}
