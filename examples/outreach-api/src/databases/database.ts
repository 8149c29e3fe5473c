import BetterSqlite from 'better-sqlite3'
import { migrate } from './migrate.ts'

export type Database = BetterSqlite.Database

/** Opens and migrates one data set; `:memory:` for one that lasts as long as the process. */
export function openDatabase(path: string): Database {
  const database = new BetterSqlite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('foreign_keys = ON')
  migrate(database)
  return database
}
