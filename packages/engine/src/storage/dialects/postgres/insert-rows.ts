import { CompiledQuery } from 'kysely'
import type { Tx } from '../../storage.ts'
import type { ControlTables } from '../../tables.ts'
import { storable } from './insert-from.ts'

/** One statement for any number of rows: they go as one JSON document, whose members the table's own types read. */
export async function insertRowsOnPostgres(
  tx: Tx,
  table: keyof ControlTables,
  rows: readonly object[],
): Promise<void> {
  const first = rows[0]
  if (!first) return
  const columns = Object.keys(first).join(', ')
  const source = `json_populate_recordset(NULL::${table}, $1::json)`
  const statement = `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM ${source}`
  await tx.executeQuery(CompiledQuery.raw(statement, [JSON.stringify(rows.map(toJsonRow))]))
}

/** PostgreSQL refuses halves of surrogate pairs in JSON; as parameters of their own they would be replaced too. */
function toJsonRow(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toJsonValue(value)]))
}

function toJsonValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return typeof value === 'string' ? storable(value.toWellFormed()) : value
}
