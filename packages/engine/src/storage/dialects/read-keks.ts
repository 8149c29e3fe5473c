import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import type { StorageOptions } from '../open-storage.ts'

/** A KEK as the database knows it, the oldest first. */
export type StoredKek = {
  id: string
  /** Whether it was given up. */
  isRetired: boolean
  /** How many organizations have a data key that only this one unwraps. */
  dataKeys: number
}

type Row = { id: string; retired_at: unknown; data_keys: number | string }

/** The same on both. */
const select = `SELECT k.id, k.retired_at, (SELECT count(*) FROM data_keys d WHERE d.kek_id = k.id) AS data_keys
  FROM keks k ORDER BY k.number`

/** Looks at a database without changing it; a server may run on it. None where there is no database yet. */
export async function readKeks({ dataDirectory, databaseUrl }: StorageOptions): Promise<StoredKek[]> {
  const rows = databaseUrl === null ? readEmbedded(dataDirectory) : await readPostgres(databaseUrl)
  return rows.map(row => ({
    id: row.id,
    isRetired: row.retired_at !== null,
    dataKeys: Number(row.data_keys),
  }))
}

function readEmbedded(directory: string): Row[] {
  const path = join(directory, 'keyturn.db')
  if (!existsSync(path)) return []
  const database = new Database(path, { readonly: true, timeout: 5_000 })
  try {
    const isThere = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'keks'").get()
    return isThere === undefined ? [] : database.prepare<[], Row>(select).all()
  } finally {
    database.close()
  }
}

async function readPostgres(url: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ present: boolean }>(
      "SELECT to_regclass('keks') IS NOT NULL AS present",
    )
    return rows[0]?.present ? (await client.query<Row>(select)).rows : []
  } finally {
    await client.end().catch(() => {})
  }
}
