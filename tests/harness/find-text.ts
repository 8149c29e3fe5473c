import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** Files under a directory that hold the text as it stands, WAL and journal files included. */
export function findInFiles(directory: string, text: string): string[] {
  const wanted = Buffer.from(text)
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => readFileSync(path).includes(wanted))
}

/** Tables that hold the text in any column. */
export async function findInPostgres(url: string, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { name } of rows) {
      const query = `select 1 from ${name} as stored where position($1 in stored::text) > 0 limit 1`
      if ((await client.query(query, [text])).rowCount) found.push(name)
    }
    return found
  } finally {
    await client.end()
  }
}
