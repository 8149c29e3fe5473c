import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { Yielding } from '../../../clock/yielding.ts'
import { createPrivately } from '../../data-directory.ts'
import type { MigrationReport } from '../../migration.ts'
import { retrying } from '../../retrying.ts'
import type { Storage } from '../../storage.ts'
import type { ControlTables, ReadTables } from '../../tables.ts'
import { assertNotOlder } from './assert-not-older.ts'
import { assertUsageFiles } from './assert-usage-files.ts'
import { SqliteInsert } from './insert-rows.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { openWal } from './open-wal.ts'
import { ReaderThread } from './reader-driver.ts'
import { kyselyOver } from './sqlite-dialect.ts'
import { SqliteFeed } from './sqlite-feed.ts'
import { SqliteRegistry } from './sqlite-registry.ts'
import { assertOwnTables, damagedRegistry, isDamage, toSqliteStartFailure } from './sqlite-start-failure.ts'
import { SqliteUsage } from './sqlite-usage.ts'

/** Opens the embedded database of a data directory, creating and migrating it first. */
export function openSqliteStorage(directory: string): { storage: Storage; migrations: MigrationReport } {
  try {
    return open(directory)
  } catch (error) {
    throw toSqliteStartFailure(error, controlFile(directory))
  }
}

function controlFile(directory: string): string {
  return join(directory, 'keyturn.db')
}

function open(directory: string): { storage: Storage; migrations: MigrationReport } {
  const files = {
    control: controlFile(directory),
    registry: join(directory, 'registry.db'),
    usage: join(directory, 'usage'),
    activity: join(directory, 'usage', 'activity.db'),
  }
  mkdirSync(files.usage, { recursive: true, mode: 0o700 })
  for (const file of [files.control, files.registry, files.activity]) createPrivately(file)
  const control = openControl(files.control)
  const migrations = migrateSqlite(control)
  const nodes = openRegistry(files.registry)
  assertNotOlder(control, nodes)
  assertUsageFiles(files.usage)
  openWith(files.activity, './activity.sql').close()
  const turns = new Yielding()
  const writer = kyselyOver<ControlTables>(control, turns)
  const inserting = new SqliteInsert(control, turns)
  const lookups = kyselyOver<ControlTables>(new Database(files.control, { readonly: true, timeout: 0 }))
  const reader = new ReaderThread({ control: files.control, activity: files.activity })
  const readTables = reader.over<ReadTables>(files.control)
  const feed = new SqliteFeed(new Database(files.control, { readonly: true, timeout: 0 }))
  const registry = new SqliteRegistry(nodes)
  const storage: Storage = {
    kind: 'sqlite',
    transaction: body => retrying(() => writer.transaction().execute(body)),
    insert: async (_, table, rows) => inserting.run(table, rows),
    lookups,
    reader: readTables,
    readJoined: async query => (await readTables.executeQuery(query)).rows,
    feed,
    registry,
    startFailure: error => toSqliteStartFailure(error, files.control),
    usage: new SqliteUsage(files.usage, reader),
    close: async () => {
      await reader.close()
      feed.close()
      registry.close()
      await closeAll([lookups, writer])
    },
  }
  return { storage, migrations }
}

/** Acknowledged changes survive a power cut: WAL with an fsync at each commit. */
function openControl(file: string): Database.Database {
  const database = openWal(file, { check: assertOwnTables })
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  return database
}

/**
 * Renewals every few milliseconds need no fsync: after a power cut every node registers anew. A checkpoint needs one,
 * or a power cut leaves pages that belong to no one moment, and no start can read them.
 */
function openRegistry(file: string): Database.Database {
  try {
    const database = openWith(file, './registry.sql')
    database.pragma('synchronous = NORMAL')
    database.pragma('busy_timeout = 0')
    return database
  } catch (error) {
    throw isDamage(error) ? damagedRegistry(error) : error
  }
}

function openWith(file: string, schema: string): Database.Database {
  const database = openWal(file)
  const statements = readFileSync(new URL(schema, import.meta.url), 'utf8')
  // At once: another process that starts may look between two of them.
  database.transaction(() => database.exec(statements)).immediate()
  return database
}

async function closeAll(databases: Kysely<ControlTables>[]): Promise<void> {
  for (const database of databases) await database.destroy()
}
