import type { MigrationReport } from './migration.ts'
import { openStorage, type StorageOptions } from './open-storage.ts'

/** Brings a database up to date and closes it again. */
export async function migrate(options: StorageOptions): Promise<MigrationReport> {
  const { storage, migrations } = await openStorage(options)
  await storage.close()
  return migrations
}
