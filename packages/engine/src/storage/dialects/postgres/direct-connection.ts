import pg from 'pg'
import { toPostgresFailure } from './postgres-failure.ts'
import { sessionOptions } from './session-options.ts'

/** Longer than any healthy answer, shorter than anyone's patience: a dead peer is noticed within it. */
const queryMsMax = 2_000

/**
 * One connection of its own, so that no full pool can starve what uses it. Opened at first need, dropped at the first
 * error, opened again at the next need.
 */
export class DirectConnection {
  readonly #url: string
  readonly #listen: { channel: string; notified: () => void } | null
  #client: Promise<pg.Client> | null = null
  #closed = false
  /** The last query that was asked for; the driver wants them one by one. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(url: string, listen: { channel: string; notified: () => void } | null = null) {
    this.#url = url
    this.#listen = listen
  }

  query<R extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<pg.QueryResult<R>> {
    const answer = this.#last.then(() => this.#query<R>(sql, parameters))
    this.#last = answer.catch(() => {})
    return answer
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

  async #query<R extends pg.QueryResultRow>(sql: string, parameters: unknown[]): Promise<pg.QueryResult<R>> {
    const opening = this.connected()
    try {
      const client = await opening
      return await client.query<R>(sql, parameters)
    } catch (error) {
      const failure = toPostgresFailure(error)
      if (failure !== error) this.#drop(opening)
      throw failure
    }
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: queryMsMax,
      query_timeout: queryMsMax,
      keepAlive: true,
      options: sessionOptions,
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
