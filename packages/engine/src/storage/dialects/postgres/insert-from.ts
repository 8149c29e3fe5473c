import type { QueryConfig } from 'pg'

export type ColumnTypes<T> = {
  [column in keyof T]-?: 'text' | 'bigint' | 'integer' | 'double precision' | 'bytea'
}

/** One statement for any number of rows: a column is one array, so that the text stays the same and is prepared once. */
export function insertFrom<T>(
  table: string,
  types: ColumnTypes<T>,
  rows: readonly T[],
  conflict: string,
): QueryConfig {
  const columns = Object.keys(types) as (keyof T & string)[]
  const arrays = columns.map((column, index) => `$${index + 1}::${types[column]}[]`)
  const text = `insert into ${table} as old (${columns.join(', ')}) select * from unnest(${arrays.join(', ')}) ${conflict}`
  return {
    name: `into ${table}`,
    text,
    values: columns.map(column => rows.map(row => storable(row[column]))),
  }
}

/** PostgreSQL's text holds every character but NUL, which callers can send in JSON. */
export function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
}
