import pg from 'pg'
import type { MigrationReport } from '../../migration.ts'
import { retrying } from '../../retrying.ts'
import type { Storage } from '../../storage.ts'
import type { ControlTables, ReadTables, UsageTables } from '../../tables.ts'
import { DirectConnection } from './direct-connection.ts'
import { insertRowsOnPostgres } from './insert-rows.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { kyselyOver, transactionsOver } from './postgres-dialect.ts'
import { PostgresFeed } from './postgres-feed.ts'
import { PostgresRegistry } from './postgres-registry.ts'
import { PostgresUsage } from './postgres-usage.ts'
import { allowMerging, sessionOptions } from './session-options.ts'

const int8 = 20

/** Counters and milliseconds stay below 2^53, so bigint columns are numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)),
}

/** Lookups apart: renewing a lease reads what changed, and must not wait until verbs give back their connections. */
const poolSizes = { verbs: 8, lookups: 4, reports: 4 }

/** Opens a PostgreSQL database, migrating it first. */
export async function openPostgresStorage(
  url: string,
): Promise<{ storage: Storage; migrations: MigrationReport }> {
  const migrations = await migratePostgres(url)
  const verbs = openPool(url, { max: poolSizes.verbs, statementMsMax: 10_000 })
  const lookups = openPool(url, { max: poolSizes.lookups, statementMsMax: 10_000 })
  const reports = openPool(url, { max: poolSizes.reports, statementMsMax: 60_000 })
  const leases = new DirectConnection(url)
  const feed = new PostgresFeed(url, leases)
  const transact = transactionsOver<ControlTables>(verbs)
  const reader = kyselyOver<ReadTables>(reports)
  const transactReports = transactionsOver<ReadTables>(reports)
  const storage: Storage = {
    kind: 'postgres',
    transaction: body => retrying(() => transact(body)),
    insert: insertRowsOnPostgres,
    lookups: kyselyOver<ControlTables>(lookups),
    reader,
    readJoined: query =>
      transactReports(async tx => {
        const [, { rows }] = await Promise.all([allowMerging.execute(tx), tx.executeQuery(query)])
        return rows
      }),
    feed,
    registry: new PostgresRegistry(leases),
    startFailure: error => error,
    usage: new PostgresUsage(url, reader, kyselyOver<UsageTables>(reports)),
    close: async () => {
      await feed.close()
      await leases.close()
      await Promise.all([verbs.end(), lookups.end(), reports.end()])
    },
  }
  return { storage, migrations }
}

function openPool(url: string, limits: { max: number; statementMsMax: number }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.max,
    types,
    connectionTimeoutMillis: 2_000,
    statement_timeout: limits.statementMsMax,
    query_timeout: limits.statementMsMax + 1_000,
    idle_in_transaction_session_timeout: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    options: sessionOptions,
    pipeline: true,
  })
  // A connection that breaks, idle or in the middle of a transaction, fails its next query and is replaced; without
  // these listeners it would end the process.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}
