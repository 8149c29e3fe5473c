import type Database from 'better-sqlite3'
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
import { toSqliteFailure } from './sqlite-failure.ts'

/** How often another process's commit is looked for while several nodes share the file, in milliseconds. */
const wakeEveryMs = 5

type EntryRow = { sequence: number; kind: ChangeKind; id: string }

/** The feed on SQLite: writers are serialised, so the AUTOINCREMENT sequence is the commit order. */
export class SqliteFeed implements FeedStorage {
  readonly #database: Database.Database
  #timer: NodeJS.Timeout | null = null
  #listener: () => void = () => {}

  /** `database` is a handle of the feed's own: `data_version` tells of other handles' commits only. */
  constructor(database: Database.Database) {
    this.#database = database
  }

  async append(tx: Tx, changes: readonly Change[], at: number): Promise<FeedMark> {
    const rows = changes.map(change => ({ kind: change.kind, id: change.id, at }))
    const inserted = await tx.insertInto('changes').values(rows).returning('sequence').execute()
    return String(Math.max(...inserted.map(row => row.sequence)))
  }

  async open(): Promise<FeedReader> {
    const reader = new SqliteFeedReader(this.#database)
    await reader.reopen()
    return reader
  }

  covers(position: FeedPosition, mark: FeedMark): boolean {
    return Number(position) >= Number(mark)
  }

  wake(): void {}

  onWake(listener: () => void): void {
    this.#listener = listener
  }

  watchNeighbours(present: boolean): void {
    if (present === (this.#timer !== null)) return
    if (this.#timer) {
      clearInterval(this.#timer)
      this.#timer = null
      return
    }
    let seen = this.#dataVersionOr(-1)
    this.#timer = setInterval(() => {
      const version = this.#dataVersionOr(seen)
      if (version === seen) return
      seen = version
      this.#listener()
    }, wakeEveryMs)
    this.#timer.unref()
  }

  close(): void {
    this.watchNeighbours(false)
    this.#database.close()
  }

  /** Looking is best effort: a busy or failing file must not end the process from a timer. */
  #dataVersionOr(known: number): number {
    try {
      return this.#dataVersion()
    } catch {
      return known
    }
  }

  #dataVersion(): number {
    return Number(this.#database.pragma('data_version', { simple: true }))
  }
}

class SqliteFeedReader implements FeedReader {
  readonly #since: Database.Statement<[number], EntryRow>
  readonly #exists: Database.Statement<[number], { found: 1 }>
  readonly #end: Database.Statement<[], { feed_id: string; newest: number }>
  #feedId = ''
  #sequence = 0

  constructor(database: Database.Database) {
    this.#since = database.prepare(
      'SELECT sequence, kind, id FROM changes WHERE sequence > ? ORDER BY sequence',
    )
    this.#exists = database.prepare('SELECT 1 AS found FROM changes WHERE sequence = ?')
    this.#end = database.prepare(
      'SELECT feed_id, (SELECT coalesce(max(sequence), 0) FROM changes) AS newest FROM installation',
    )
  }

  get position(): FeedPosition {
    return String(this.#sequence)
  }

  async read(): Promise<FeedRead> {
    try {
      return this.#read()
    } catch (error) {
      throw toSqliteFailure(error)
    }
  }

  async reopen(): Promise<void> {
    const end = this.#end.get()
    if (!end) throw new Error('the database has no installation row')
    this.#feedId = end.feed_id
    this.#sequence = end.newest
  }

  async close(): Promise<void> {}

  #read(): FeedRead {
    const continuous =
      this.#end.get()?.feed_id === this.#feedId &&
      (this.#sequence === 0 || this.#exists.get(this.#sequence) !== undefined)
    const rows = continuous ? this.#since.all(this.#sequence) : []
    this.#sequence = rows.at(-1)?.sequence ?? this.#sequence
    return {
      entries: rows.map(({ kind, id }) => ({ kind, id })),
      position: this.position,
      databaseTimeMs: Date.now(),
      continuous,
    }
  }
}
