import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { generateToken, tokenStart } from '@keyturn/core'
import { createKey } from '@keyturn/engine'
import Database from 'better-sqlite3'
import { newId } from '../engine-parts/parts.ts'
import { createInstallation, type Installation, withEngine } from './installation.ts'

export type SeededInstallation = Installation & {
  /** Of this many keys at most, spread evenly over all. */
  tokens: string[]
}

type Row = Record<string, unknown>
type Template = { key: Row; secret: Row }

const templates = 16
const rowsPerTransaction = 1_000_000
export const sampleSize = 1_000

/**
 * An embedded installation with so many keys. A few keys are created as always; the others are copies of their rows
 * with ids and digests of their own, made by SQLite itself while nobody serves the database: ten million take minutes.
 */
export async function seedKeys(dataDirectory: string, count: number): Promise<SeededInstallation> {
  const installation = await createInstallation({ dataDirectory, organizations: 100 })
  const ids = await createTemplates(installation)
  const database = new Database(join(dataDirectory, 'keyturn.db'))
  try {
    database.pragma('synchronous = OFF')
    database.pragma('foreign_keys = OFF')
    database.pragma('cache_size = -2000000')
    // A write-ahead log of all of it would be written twice.
    database.pragma('journal_mode = MEMORY')
    const templateRows = ids.map(id => readTemplate(database, id))
    const tokens = copyRows(database, { installation, templateRows, count })
    database.pragma('journal_mode = WAL')
    return { ...installation, tokens }
  } finally {
    database.close()
  }
}

/** Each restricts scopes and networks and has a limit; no two share a policy. */
async function createTemplates(installation: Installation): Promise<string[]> {
  const { apiId, organizationIds } = installation
  return withEngine(installation, async ctx => {
    const ids: string[] = []
    for (let number = 0; number < templates; number++) {
      const { result } = await createKey(ctx, {
        apiId,
        organizationId: organizationIds[0],
        name: `Template ${number}`,
        environment: 'live',
        scopes: number % 2 === 0 ? ['leads:read', 'lists:read'] : ['leads:*', 'lists:read'],
        allowedIps: ['203.0.113.0/24', `198.51.${number}.0/24`, '2001:db8::/32'],
        rateLimits: [{ name: 'default', limit: 1_000_000, windowSeconds: 60 }],
        metadata: { plan: 'growth' },
      })
      ids.push(result.key.id)
    }
    return ids
  })
}

function readTemplate(database: Database.Database, keyId: string): Template {
  const key = database.prepare('SELECT * FROM keys WHERE id = ?').get(keyId) as Row
  const secret = database.prepare('SELECT * FROM secrets WHERE key_id = ?').get(keyId) as Row
  return { key, secret }
}

type Copy = { installation: Installation; templateRows: Template[]; count: number }

function copyRows(database: Database.Database, { installation, templateRows, count }: Copy): string[] {
  const [first] = templateRows
  if (first === undefined) throw new Error('there is nothing to copy')
  const { organizationIds } = installation
  const organizations = organizationIds.map((id, number) => ({ number, id }))
  createTable(database, 'seed_organizations', organizations)
  createTable(
    database,
    'seed_keys',
    templateRows.map(({ key }, number) => ({ ...key, number })),
  )
  createTable(
    database,
    'seed_secrets',
    templateRows.map(({ secret }, number) => ({ ...secret, number })),
  )
  const tokens = createTokens(database, count)
  // The time of ids that are made now, before digits that nobody else draws.
  const time = newId('key', Date.now()).slice(4, 14)
  const idOf = (kind: string): string => `'${kind}_${time}' || printf('%016d', n.number)`
  const own = { id: idOf('key'), organization_id: 'o.id', name: "'Key ' || n.number" }
  const ownOfSecret = {
    id: idOf('sec'),
    key_id: idOf('key'),
    organization_id: 'o.id',
    digest: 'coalesce(p.digest, randomblob(32))',
    start: 'coalesce(p.start, substr(t.start, 1, 8) || lower(hex(randomblob(2))))',
  }
  const copies = [
    copyOf(database, { table: 'keys', row: first.key, own }),
    copyOf(database, { table: 'secrets', row: first.secret, own: ownOfSecret }),
  ]
  const shares = { templates: templateRows.length, organizations: organizationIds.length }
  for (let from = 0; from < count; from += rowsPerTransaction) {
    const to = Math.min(count, from + rowsPerTransaction)
    database.transaction(() => {
      for (const copy of copies) copy.run({ ...shares, from, to })
    })()
  }
  return tokens
}

/** Those that are presented, with their place among the keys. */
function createTokens(database: Database.Database, count: number): string[] {
  const stride = Math.max(1, Math.floor(count / sampleSize))
  const tokens = Array.from({ length: Math.min(count, sampleSize) }, () =>
    generateToken({ prefix: 'ee', environment: 'live', randomBytes }),
  )
  const rows = tokens.map((token, index) => ({
    number: index * stride,
    digest: createHash('sha256').update(token).digest(),
    start: tokenStart(token),
  }))
  createTable(database, 'seed_tokens', rows)
  return tokens
}

/** A temporary table of these rows, found by their number. */
function createTable(database: Database.Database, name: string, rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {}).filter(column => column !== 'number')
  database.exec(`CREATE TEMP TABLE ${name} (number INTEGER PRIMARY KEY, ${columns.join(', ')})`)
  const values = columns.map(column => `@${column}`)
  const insert = database.prepare(`INSERT INTO ${name} VALUES (@number, ${values.join(', ')})`)
  for (const row of rows) insert.run(row)
}

/** Inserts the rows `from` to `to`: what is not their own they have from one template after the other. */
function copyOf(
  database: Database.Database,
  { table, row, own }: { table: 'keys' | 'secrets'; row: Row; own: Readonly<Record<string, string>> },
): Database.Statement {
  const columns = Object.keys(row)
  return database.prepare(`
    WITH RECURSIVE n (number) AS (SELECT @from UNION ALL SELECT number + 1 FROM n WHERE number + 1 < @to)
    INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${columns.map(column => own[column] ?? `t.${column}`).join(', ')}
    FROM n
    CROSS JOIN seed_${table} t ON t.number = n.number % @templates
    CROSS JOIN seed_organizations o ON o.number = n.number % @organizations
    LEFT JOIN seed_tokens p ON p.number = n.number`)
}
