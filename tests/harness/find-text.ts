import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** Files under a directory that hold the text as it stands, WAL and journal files included. */
export function findInFiles(directory: string, text: string): string[] {
  const wanted = Buffer.from(text)
  return filesUnder(directory).filter(path => readFileSync(path).includes(wanted))
}

export function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** Tables that hold the text in any column. */
export function findInPostgres(url: string, text: string): Promise<string[]> {
  return tablesWhere(url, async (client, table) => {
    const query = `select 1 from ${table} as stored where position($1 in stored::text) > 0 limit 1`
    return Boolean((await client.query(query, [text])).rowCount)
  })
}

/** Tables of every schema that a question is answered yes for, by their quoted names. */
export async function tablesWhere(
  url: string,
  ask: (client: pg.Client, table: string) => Promise<boolean>,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { name } of rows) if (await ask(client, name)) found.push(name)
    return found
  } finally {
    await client.end()
  }
}
