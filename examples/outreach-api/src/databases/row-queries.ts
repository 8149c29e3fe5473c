import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/** Finds a row of any organization: the caller tells an unknown one (404) from a foreign one (403). */
export function findRow<Name extends keyof Tables>(
  database: Database,
  table: Name,
  id: string,
): Tables[Name] | undefined {
  return database.prepare<[string], Tables[Name]>(`select * from ${table} where id = ?`).get(id)
}

export type RowFilter<Row> = {
  organizationId: string
  /** Only rows whose columns have these values; undefined leaves a column alone. */
  where?: { [Column in keyof Row]?: string | undefined }
  below: string | null
  limit: number
}

/** One page plus one row, newest first, along the table's index by organization. */
export function listRowsWithin<Name extends keyof Tables>(
  database: Database,
  table: Name,
  filter: RowFilter<Tables[Name]>,
): Tables[Name][] {
  const wanted = Object.entries<string | undefined>(filter.where ?? {}).filter(
    ([, value]) => value !== undefined,
  )
  const conditions = [
    'organization_id = :organizationId',
    ...wanted.map(([column]) => `${column} = :${column}`),
  ]
  if (filter.below !== null) conditions.push('id < :below')
  const { organizationId, below, limit } = filter
  return database
    .prepare<[object], Tables[Name]>(
      `select * from ${table} where ${conditions.join(' and ')} order by id desc limit :limit + 1`,
    )
    .all({ ...Object.fromEntries(wanted), organizationId, below, limit })
}

/** Column names come from the row's type, never from a caller. */
export function insertRow<Name extends keyof Tables>(
  database: Database,
  table: Name,
  row: Tables[Name],
): void {
  const columns = Object.keys(row)
  const values = columns.map(column => `:${column}`)
  database.prepare(`insert into ${table} (${columns.join(', ')}) values (${values.join(', ')})`).run(row)
}

export function deleteRow(database: Database, table: keyof Tables, id: string): void {
  database.prepare(`delete from ${table} where id = ?`).run(id)
}
