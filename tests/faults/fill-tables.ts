import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import type { Place } from './read-stored.ts'

type Run = (sql: string) => Promise<Record<string, unknown>[]>
type WrappedKey = { id: string; wrapped: Buffer }
type Dialect = {
  run: Run
  /** Puts the bytes of each in its row of `data_keys`. */
  putWrapped: (keys: readonly WrappedKey[]) => Promise<void>
  /** A table `numbers (n)`. */
  numbers: (from: number, to: number) => string
  /** The last digits of an id. */
  padded: string
  digest: string
}

/** So many rows are one statement, and one transaction. */
const slice = 250_000
const wrappedSlice = 10_000
const digits = 12

/** Copies of a key and its secret with ids, names and digests of their own, written past the product while it is stopped. */
export async function copyKey(
  place: Place,
  { keyId, copies }: { keyId: string; copies: number },
): Promise<void> {
  await fill(place, async dialect => {
    const { padded, digest } = dialect
    const id = (column: string) => `substr(o.${column}, 1, length(o.${column}) - ${digits}) || ${padded}`
    const ofKey = { table: 'keys', where: `o.id = '${keyId}'` }
    const ofSecret = { table: 'secrets', where: `o.key_id = '${keyId}'` }
    await copyRow(dialect, { ...ofKey, copies, own: { id: id('id'), name: `'Copy ' || numbers.n` } })
    await copyRow(dialect, { ...ofSecret, copies, own: { id: id('id'), key_id: id('key_id'), digest } })
  })
}

/**
 * Copies of an audit event, which stand before everything that is written down later. Hashes are those of the first, so
 * that this log can be listed and not verified.
 */
export async function copyAuditEvent(
  place: Place,
  { eventId, copies }: { eventId: string; copies: number },
): Promise<{ idOf: (copy: number) => string }> {
  const stem = eventId.slice(0, -digits)
  await fill(place, async dialect => {
    const id = `'${stem}' || ${dialect.padded}`
    const ofEvent = { table: 'audit_events', where: `o.id = '${eventId}'` }
    const ofDetails = { table: 'audit_details', where: `o.event_id = '${eventId}'` }
    const body = `replace(replace(o.body, '${eventId}', ${id}), '"sequence":' || o.sequence || ',', '"sequence":' || (o.sequence + numbers.n) || ',')`
    await copyRow(dialect, { ...ofEvent, copies, own: { id, body, sequence: 'o.sequence + numbers.n' } })
    await copyRow(dialect, { ...ofDetails, copies, own: { event_id: id } })
    await dialect.run(
      `UPDATE audit_heads SET sequence = sequence + ${copies}
       WHERE chain_id = (SELECT chain_id FROM audit_events WHERE id = '${eventId}')`,
    )
  })
  return { idOf: copy => `${stem}${String(copy).padStart(digits, '0')}` }
}

/** Copies of an organization, each with a data key of its own, as `wrap` makes it. */
export async function copyOrganization(
  place: Place,
  options: {
    organizationId: string
    copies: number
    wrap: (ids: { id: string; organizationId: string }) => Buffer
  },
): Promise<void> {
  const { organizationId, copies, wrap } = options
  await fill(place, async dialect => {
    const id = (column: string) =>
      `substr(o.${column}, 1, length(o.${column}) - ${digits}) || ${dialect.padded}`
    const ofOrganization = { table: 'organizations', where: `o.id = '${organizationId}'` }
    const ofDataKey = { table: 'data_keys', where: `o.organization_id = '${organizationId}'` }
    await copyRow(dialect, { ...ofOrganization, copies, own: { id: id('id'), name: `'Copy ' || numbers.n` } })
    await copyRow(dialect, {
      ...ofDataKey,
      copies,
      own: { id: id('id'), organization_id: id('organization_id') },
    })
    const [{ id: dataKeyId } = { id: '' }] = await dialect.run(
      `SELECT o.id FROM data_keys o WHERE ${ofDataKey.where}`,
    )
    const copyOf = (original: string, copy: number) =>
      original.slice(0, -digits) + String(copy).padStart(digits, '0')
    for (let from = 1; from <= copies; from += wrappedSlice) {
      const length = Math.min(wrappedSlice, copies - from + 1)
      const keys = Array.from({ length }, (_, index) => {
        const ids = {
          id: copyOf(String(dataKeyId), from + index),
          organizationId: copyOf(organizationId, from + index),
        }
        return { id: ids.id, wrapped: wrap(ids) }
      })
      await dialect.putWrapped(keys)
    }
  })
}

type Copy = { table: string; where: string; copies: number; own: Record<string, string> }

async function copyRow({ run, numbers }: Dialect, { table, where, copies, own }: Copy): Promise<void> {
  const [row] = await run(`SELECT * FROM ${table} o WHERE ${where}`)
  if (!row) throw new Error(`nothing to copy in ${table}`)
  const columns = Object.keys(row)
  const values = columns.map(column => own[column] ?? `o.${column}`)
  for (let from = 1; from <= copies; from += slice) {
    await run(
      `INSERT INTO ${table} (${columns.join(', ')})
       SELECT ${values.join(', ')} FROM ${table} o, ${numbers(from, Math.min(copies, from + slice - 1))}
       WHERE ${where}`,
    )
  }
}

/** Without foreign keys, which every single row would ask for, and without waiting for the disk. */
async function fill(place: Place, write: (dialect: Dialect) => Promise<void>): Promise<void> {
  if (place.databaseUrl === null) return fillEmbedded(place.dataDirectory, write)
  const client = new pg.Client({ connectionString: place.databaseUrl })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica; SET synchronous_commit = off')
    await write({
      run: async sql => (await client.query(sql)).rows,
      putWrapped: async keys => {
        await client.query(
          `UPDATE data_keys SET wrapped = made.wrapped FROM unnest($1::text[], $2::bytea[]) AS made (id, wrapped)
           WHERE data_keys.id = made.id`,
          [keys.map(({ id }) => id), keys.map(({ wrapped }) => wrapped)],
        )
      },
      numbers: (from, to) => `generate_series(${from}, ${to}) AS numbers (n)`,
      padded: `lpad(numbers.n::text, ${digits}, '0')`,
      digest: 'sha256(numbers.n::text::bytea)',
    })
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

async function fillEmbedded(directory: string, write: (dialect: Dialect) => Promise<void>): Promise<void> {
  const database = new Database(join(directory, 'keyturn.db'))
  try {
    database.pragma('synchronous = OFF')
    database.pragma('foreign_keys = OFF')
    await write({
      run: async sql => {
        const statement = database.prepare<[], Record<string, unknown>>(sql)
        if (statement.reader) return statement.all()
        statement.run()
        return []
      },
      putWrapped: async keys => {
        const update = database.prepare<[Buffer, string]>('UPDATE data_keys SET wrapped = ? WHERE id = ?')
        database.transaction(() => {
          for (const { id, wrapped } of keys) update.run(wrapped, id)
        })()
      },
      numbers: (from, to) =>
        `(WITH RECURSIVE upwards (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM upwards WHERE n < ${to})
          SELECT n FROM upwards) AS numbers`,
      padded: `printf('%0${digits}d', numbers.n)`,
      digest: 'randomblob(32)',
    })
    database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}
