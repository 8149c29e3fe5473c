import type { Compilable, Insertable, Kysely, Transaction } from 'kysely'
import type { DamagedFacets } from './damaged-facets.ts'
import type { ControlTables, ReadTables, UsageTables } from './tables.ts'

export type Tx = Transaction<ControlTables>

/** Where a verb or a query reads: a transaction, the lookup connection or the reader. */
export type Queryable = Kysely<ControlTables>

/**
 * One installation's database. SQLite and PostgreSQL stand behind the same shape; what differs between them is in
 * `dialects/` and nowhere else.
 */
export interface Storage {
  readonly kind: 'sqlite' | 'postgres'
  /** Runs a short write transaction; only SQL may be awaited inside. May run `body` again after a serialization failure. */
  transaction<T>(body: (tx: Tx) => Promise<T>): Promise<T>
  /** Inserts any number of rows of one table, each with the same columns. */
  insert<T extends keyof ControlTables>(
    tx: Tx,
    table: T,
    rows: readonly Insertable<ControlTables[T]>[],
  ): Promise<void>
  /** Point reads on the path of a call. */
  readonly lookups: Queryable
  /** Lists, exports and scans: the reader thread of SQLite, a pool of its own on PostgreSQL. */
  readonly reader: Kysely<ReadTables>
  /** Reads there too, a statement that looks beside each of many rows: PostgreSQL may go along both tables by their indexes. */
  readJoined<Row>(query: Compilable<Row>): Promise<Row[]>
  readonly feed: FeedStorage
  readonly registry: RegistryStorage
  readonly usage: UsageStorage
  /** What a start says that failed after the storage was opened: files that are damaged show only when they are read. */
  startFailure(error: unknown): unknown
  close(): Promise<void>
}

/** A kind of row that verdicts read, and the id of that row. */
export type Change = { kind: ChangeKind; id: string }
export type ChangeKind = 'api' | 'organization' | 'key'

/** How far a reader has read. Opaque text; compare with `covers`. */
export type FeedPosition = string
/** Where a committed transaction stands in the feed. Opaque text; compare with `covers`. */
export type FeedMark = string

export type FeedRead = {
  entries: Change[]
  position: FeedPosition
  /** Milliseconds UTC by the database's clock. */
  databaseTimeMs: number
  /**
   * False when what this reader saw last is gone: entries were pruned past it, the database was restored, or a
   * fail-over went to a standby that lacks it. Everything must be loaded again.
   */
  continuous: boolean
}

/** The change feed's dialect half. Its connection is its own, so that no pool can starve a lease. */
export interface FeedStorage {
  /** Appends entries inside the writer's transaction. */
  append(tx: Tx, changes: readonly Change[], at: number): Promise<FeedMark>
  /** Opens a reader at the present end of the feed. */
  open(): Promise<FeedReader>
  /** True when a reader at `position` has applied the transaction at `mark`. Pure. */
  covers(position: FeedPosition, mark: FeedMark): boolean
  /** Tells other nodes, after commit, that there is something to read. Best effort. */
  wake(): void
  /** Calls back on another node's wake-up. Best effort: leases carry the guarantee. */
  onWake(listener: () => void): void
  /** Says whether other nodes share the database: wake-ups are only looked for then. */
  watchNeighbours(present: boolean): void
}

export interface FeedReader {
  readonly position: FeedPosition
  read(): Promise<FeedRead>
  /** Starts over at the present end. */
  reopen(): Promise<void>
  close(): Promise<void>
}

export type RegisteredNode = {
  id: string
  confirmed: FeedPosition
  leaseMs: number
  version: string
  renewedAt: number
}

/** Which nodes hold leases. On SQLite a file of its own, so that renewals cost no fsync. */
export interface RegistryStorage {
  register(node: {
    id: string
    confirmed: FeedPosition
    leaseMs: number
    version: string
    at: number
  }): Promise<void>
  /** Confirms a position. False when the node was struck off and must register again before its next read. */
  confirm(nodeId: string, position: FeedPosition, at: number): Promise<boolean>
  list(): Promise<RegisteredNode[]>
  /** Strikes a silent node off. False, and nothing done, when it was renewed since it was listed, or is gone. */
  strike(node: RegisteredNode): Promise<boolean>
  deregister(nodeId: string): Promise<void>
}

/** The usage log: months of events, newest first. */
export interface UsageStorage {
  /** The months (`2026-11`) that hold events, newest first. */
  months(): Promise<string[]>
  /** Reads one month on the reader thread or pool. */
  month(month: string): Kysely<UsageTables>
  /** Drops the months before this one whole; one that is in use is left for the next time. Answers those dropped. */
  dropBefore(month: string): Promise<string[]>
  /** Removes rollups of buckets that began before; in milliseconds UTC. */
  pruneRollups(before: { hours: number; days: number }): Promise<void>
  /** Rows of sums that this node could not read whole. */
  readonly damaged: DamagedFacets
  /** What the shipper's thread needs to open its sink; structured-cloneable. */
  readonly sink: UsageSinkTarget
}

export type UsageSinkTarget = { kind: 'sqlite'; directory: string } | { kind: 'postgres'; url: string }
