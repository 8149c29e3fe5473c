import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { freshPostgres } from './fresh-postgres.ts'
import type { TestDatabase } from './suite.ts'

/** An empty database and a shell on it, without any of the engine between. */
export type RawDatabase = {
  dataDirectory: string
  databaseUrl: string | null
  run(statement: string): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

export async function openRawDatabase(database: TestDatabase): Promise<RawDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'keyturn-raw-'))
  const postgres = database === 'postgres' ? await freshPostgres() : null
  const databaseUrl = postgres?.url ?? null
  const file = join(dataDirectory, 'keyturn.db')
  return {
    dataDirectory,
    databaseUrl,
    run: statement =>
      databaseUrl === null ? runOnSqlite(file, statement) : runOnPostgres(databaseUrl, statement),
    drop: async () => {
      await postgres?.drop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

async function runOnSqlite(file: string, statement: string): Promise<Record<string, unknown>[]> {
  const database = new Database(file, { timeout: 5_000 })
  try {
    const prepared = database.prepare<[], Record<string, unknown>>(statement)
    if (prepared.reader) return prepared.all()
    prepared.run()
    return []
  } finally {
    database.close()
  }
}

async function runOnPostgres(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
