import { hash } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import { Yielding } from '../../../clock/yielding.ts'
import type { Tx } from '../../storage.ts'
import type { ControlTables } from '../../tables.ts'
import { storable } from './insert-from.ts'
import type { UnawaitedQuery } from './postgres-dialect.ts'

/** How many rows go in one statement: turning more into JSON at once would hold up everybody's verifications. */
const rowsMax = 200

/** Rows go as one JSON document, whose members the table's own types read, so that the text stays the same. */
export async function insertRowsOnPostgres(
  tx: Tx,
  table: keyof ControlTables,
  rows: readonly object[],
): Promise<void> {
  const first = rows[0]
  if (!first) return
  const columns = Object.keys(first)
  const turns = new Yielding()
  for (let from = 0; from < rows.length; from += rowsMax) {
    await turns.next()
    await tx.executeQuery(insertion(table, columns, rows.slice(from, from + rowsMax)))
  }
}

function insertion(table: string, columns: readonly string[], rows: readonly object[]): UnawaitedQuery {
  const names = columns.join(', ')
  const source = `json_populate_recordset(NULL::${table}, $1::json)`
  const statement = `INSERT INTO "${table}" (${names}) SELECT ${names} FROM ${source}`
  const query = CompiledQuery.raw(statement, [JSON.stringify(rows.map(toJsonRow))])
  return { ...query, prepareAs: hash('sha1', statement) }
}

/** PostgreSQL refuses halves of surrogate pairs in JSON; as parameters of their own they would be replaced too. */
function toJsonRow(row: object): object {
  const values: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) values[column] = toJsonValue(value)
  return values
}

function toJsonValue(value: unknown): unknown {
  if (typeof value === 'string') return storable(value.isWellFormed() ? value : value.toWellFormed())
  if (!(value instanceof Uint8Array)) return value
  return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
}
