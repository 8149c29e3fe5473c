import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type {
  Change,
  ChangeKind,
  FeedMark,
  FeedPosition,
  FeedRead,
  FeedReader,
  FeedStorage,
  Tx,
} from '../../storage.ts'
import { DirectConnection } from './direct-connection.ts'
import { isVisibleIn, lowWaterMark } from './snapshot.ts'

const channel = 'keyturn_changes'
const listenAgainMs = 500

/** The feed on PostgreSQL: transactions commit out of order, so a position is a snapshot and a mark is an xid. */
export class PostgresFeed implements FeedStorage {
  readonly #reading: DirectConnection
  readonly #listening: DirectConnection
  readonly #waking: DirectConnection
  #listener: () => void = () => {}
  #wake: 'idle' | 'sending' | 'again' = 'idle'
  #watching = false
  #closed = false

  constructor(url: string, reading: DirectConnection) {
    this.#reading = reading
    this.#waking = new DirectConnection(url)
    this.#listening = new DirectConnection(url, { channel, notified: () => this.#listener() })
  }

  async append(tx: Tx, changes: readonly Change[], at: number): Promise<FeedMark> {
    const kinds = changes.map(change => change.kind)
    const ids = changes.map(change => change.id)
    const { rows } = await sql<{ xid: string }>`
      WITH entries AS (
        INSERT INTO changes (kind, id, at)
        SELECT kind, id, ${at}::bigint FROM unnest(${kinds}::text[], ${ids}::text[]) AS entry (kind, id))
      SELECT pg_current_xact_id()::text AS xid`.execute(tx)
    const mark = rows[0]?.xid
    if (!mark) throw new Error('the transaction has no id')
    return mark
  }

  async open(): Promise<FeedReader> {
    const reader = new PostgresFeedReader(this.#reading)
    await reader.reopen()
    return reader
  }

  covers(position: FeedPosition, mark: FeedMark): boolean {
    return isVisibleIn(position, mark)
  }

  wake(): void {
    if (this.#wake === 'idle') void this.#notify()
    else this.#wake = 'again'
  }

  onWake(listener: () => void): void {
    this.#listener = listener
    void this.#keepListening()
  }

  watchNeighbours(present: boolean): void {
    this.#watching = present
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#listening.close(), this.#waking.close()])
  }

  /** One notification in flight; what is asked meanwhile is sent once more afterwards. */
  async #notify(): Promise<void> {
    do {
      this.#wake = 'sending'
      await this.#waking.query(`NOTIFY ${channel}`).catch(() => {})
    } while (this.#wake === ('again' as string))
    this.#wake = 'idle'
  }

  async #keepListening(): Promise<void> {
    while (!this.#closed) {
      await this.#listening.connected().catch(() => {})
      await sleep(this.#watching ? listenAgainMs : listenAgainMs * 4, undefined, { ref: false })
    }
  }
}

type ReadRow = {
  feed_id: string
  snapshot: string
  database_ms: number
  continuous: boolean
  sequence: string | null
  kind: ChangeKind | null
  id: string | null
}

/** One statement, so that the entries and the snapshot belong together (READ COMMITTED takes one per statement). */
const readStatement = {
  name: 'read feed',
  text: `
  SELECT i.feed_id, pg_current_snapshot()::text AS snapshot,
         (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS database_ms,
         ($2::bigint = 0 OR EXISTS (SELECT 1 FROM changes WHERE sequence = $2::bigint)) AS continuous,
         c.sequence, c.kind, c.id
  FROM installation i LEFT JOIN changes c ON c.xid >= $1::text::xid8
  WHERE i.sole = 1
  ORDER BY c.sequence`,
}

/** `recent` are entries at or above the low-water mark, which would be read once more. */
type EndRow = { feed_id: string; snapshot: string; sequence: string; recent: string[] }

const endStatement = `
  SELECT i.feed_id, pg_current_snapshot()::text AS snapshot,
         (SELECT coalesce(max(sequence), 0) FROM changes)::text AS sequence,
         ARRAY(SELECT c.sequence::text FROM changes c
               WHERE c.xid >= pg_snapshot_xmin(pg_current_snapshot())) AS recent
  FROM installation i`

class PostgresFeedReader implements FeedReader {
  readonly #connection: DirectConnection
  #feedId = ''
  #snapshot = ''
  /** The highest entry seen: as long as it exists, nothing was pruned past this reader or lost in a fail-over. */
  #newest = 0n
  /** Entries at or above the low-water mark that were handed out already. */
  #handedOut = new Set<string>()

  constructor(connection: DirectConnection) {
    this.#connection = connection
  }

  get position(): FeedPosition {
    return this.#snapshot
  }

  async read(): Promise<FeedRead> {
    const mark = lowWaterMark(this.#snapshot)
    const { rows } = await this.#connection.query<ReadRow>(readStatement, [mark, this.#newest.toString()])
    const first = rows[0]
    if (!first) throw new Error('the database has no installation row')
    const continuous = first.feed_id === this.#feedId && first.continuous && !isBehind(first.snapshot, mark)
    const entries = continuous ? this.#take(rows) : []
    if (continuous) this.#snapshot = first.snapshot
    return { entries, position: this.#snapshot, databaseTimeMs: first.database_ms, continuous }
  }

  async reopen(): Promise<void> {
    const { rows } = await this.#connection.query<EndRow>(endStatement)
    const end = rows[0]
    if (!end) throw new Error('the database has no installation row')
    this.#feedId = end.feed_id
    this.#snapshot = end.snapshot
    this.#newest = BigInt(end.sequence)
    this.#handedOut = new Set(end.recent)
  }

  async close(): Promise<void> {}

  #take(rows: ReadRow[]): Change[] {
    const entries: Change[] = []
    const present = new Set<string>()
    for (const { sequence, kind, id } of rows) {
      if (sequence === null || kind === null || id === null) continue
      present.add(sequence)
      if (BigInt(sequence) > this.#newest) this.#newest = BigInt(sequence)
      if (!this.#handedOut.has(sequence)) entries.push({ kind, id })
    }
    this.#handedOut = present
    return entries
  }
}

/** A snapshot older than the mark comes from a standby that lags. */
function isBehind(snapshot: string, mark: string): boolean {
  return BigInt(lowWaterMark(snapshot)) < BigInt(mark)
}
