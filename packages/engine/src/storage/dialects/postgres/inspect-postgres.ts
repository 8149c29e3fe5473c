import pg from 'pg'
import { type AppliedMigration, pendingMigrations, readMigrations } from '../../migration.ts'
import { toPostgresStartFailure } from './postgres-start-failure.ts'

export type DatabaseReport = {
  /** Such as `18.1`. */
  version: string
  /** Whether it follows another server and takes no writes. */
  isReplica: boolean
  /** Whether something between here and the server hands out its connections to many. */
  isPooled: boolean
  /** Names of the migrations that the next start applies. */
  pending: string[]
}

/** Looks at a database without changing it. Throws what a start would throw. */
export async function inspectPostgres(url: string): Promise<DatabaseReport> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  // What breaks the connection also fails the query in hand, and is told there.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; is_replica: boolean; process_id: number }>(
      "SELECT current_setting('server_version') AS version, pg_is_in_recovery() AS is_replica, pg_backend_pid() AS process_id",
    )
    const [row] = rows
    if (!row) throw new Error('the server answered no row')
    return {
      version: row.version,
      isReplica: row.is_replica,
      // A pooler names a process of its own invention when a client connects.
      isPooled: processOf(client) !== row.process_id,
      pending: await findPending(client),
    }
  } catch (error) {
    throw toPostgresStartFailure(error)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The process that the other end said would answer this connection. */
function processOf(client: pg.Client): unknown {
  return 'processID' in client ? client.processID : null
}

async function findPending(client: pg.Client): Promise<string[]> {
  const known = readMigrations(new URL('./migrations/', import.meta.url))
  const { rows } = await client.query<{ present: boolean }>(
    "SELECT to_regclass('migrations') IS NOT NULL AS present",
  )
  if (!rows[0]?.present) return known.map(({ name }) => name)
  const { rows: applied } = await client.query<AppliedMigration>(
    'SELECT name, checksum FROM migrations ORDER BY name',
  )
  return pendingMigrations(known, applied).map(({ name }) => name)
}
