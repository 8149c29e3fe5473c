import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../testing/on-both-databases.ts'
import { openRawDatabase, type RawDatabase } from '../testing/raw-database.ts'
import { migrate } from './migrate.ts'

const shapes = {
  sqlite: `SELECT type, tbl_name, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type, name`,
  postgres: `
    SELECT * FROM (
      SELECT c.table_schema || '.' || c.table_name AS place, 1 AS part, c.column_name AS name,
             concat_ws(' ', c.data_type, c.collation_name, CASE c.is_nullable WHEN 'NO' THEN 'NOT NULL' END,
                       'DEFAULT ' || c.column_default, c.identity_generation) AS definition
      FROM information_schema.columns c WHERE c.table_schema IN ('public', 'usage')
      UNION ALL
      SELECT n.nspname || '.' || r.relname, 2, o.conname, pg_get_constraintdef(o.oid)
      FROM pg_constraint o JOIN pg_class r ON r.oid = o.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
      WHERE n.nspname IN ('public', 'usage') AND o.contype <> 'n'
      UNION ALL
      SELECT schemaname || '.' || tablename, 3, indexname, indexdef
      FROM pg_indexes WHERE schemaname IN ('public', 'usage')
    ) AS parts ORDER BY place COLLATE "C", part, name COLLATE "C"`,
} as const

describe.each(testDatabases)('on %s', database => {
  let raw: RawDatabase
  beforeAll(async () => {
    raw = await openRawDatabase(database)
    await migrate(raw)
  })
  afterAll(() => raw.drop())

  test('the migrated schema is what the databases out there have: a difference needs a new migration', async () => {
    const rows = await raw.run(shapes[database])
    const lines = rows.map(row => Object.values(row).join(' | ')).join('\n')
    await expect(`${lines}\n`).toMatchFileSnapshot(`./snapshots/schema-${database}.txt`)
  })
})
