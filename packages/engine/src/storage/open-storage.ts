import { prepareDataDirectory } from './data-directory.ts'
import { openPostgresStorage } from './dialects/postgres/postgres-storage.ts'
import { openSqliteStorage } from './dialects/sqlite/sqlite-storage.ts'
import type { MigrationReport } from './migration.ts'
import type { Storage } from './storage.ts'

export type StorageOptions = {
  /** Holds the embedded database, journals and locks; created with mode 0700. */
  dataDirectory: string
  /** `postgres://…`, or null for the embedded database. */
  databaseUrl: string | null
}

/** Opens the database of an installation and brings its schema up to date. What fails names the setting that is to be looked at. */
export async function openStorage(
  options: StorageOptions,
): Promise<{ storage: Storage; migrations: MigrationReport }> {
  prepareDataDirectory(options.dataDirectory)
  if (options.databaseUrl === null) return openSqliteStorage(options.dataDirectory)
  return openPostgresStorage(options.databaseUrl)
}
