import { migrate } from '@keyturn/engine'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'

/** Brings the database that the settings name to this version's schema. Throws `SettingsError`. */
export async function migrateDatabase(options: ServeOptions = {}) {
  const { dataDirectory, databaseUrl } = settingsFromProcess(options)
  return migrate({ dataDirectory, databaseUrl })
}
