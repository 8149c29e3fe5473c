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
const rowsPerTransaction = 50_000
export const sampleSize = 1_000

/**
 * An embedded installation with so many keys. A few keys are created as always; the others are copies of their rows
 * with ids and digests of their own, written in bulk while nobody serves the database.
 */
export async function seedKeys(dataDirectory: string, count: number): Promise<SeededInstallation> {
  const installation = await createInstallation({ dataDirectory, organizations: 100 })
  const ids = await createTemplates(installation)
  const database = new Database(join(dataDirectory, 'keyturn.db'))
  try {
    database.pragma('synchronous = OFF')
    database.pragma('foreign_keys = OFF')
    database.pragma('cache_size = -1000000')
    const templateRows = ids.map(id => readTemplate(database, id))
    const tokens = copyRows(database, { installation, templateRows, count })
    database.pragma('wal_checkpoint(TRUNCATE)')
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
  const insertKey = insertOf(database, 'keys', first.key)
  const insertSecret = insertOf(database, 'secrets', first.secret)
  const { organizationIds } = installation
  const stride = Math.max(1, Math.floor(count / sampleSize))
  const tokens: string[] = []
  const insertSome = database.transaction((from: number, to: number) => {
    for (let number = from; number < to; number++) {
      const template = templateRows[number % templateRows.length] ?? first
      const now = Date.now()
      const ids = { id: newId('key', now), organization_id: organizationIds[number % organizationIds.length] }
      const token = generateToken({ prefix: 'ee', environment: 'live', randomBytes })
      insertKey.run({ ...template.key, ...ids, name: `Key ${number}` })
      insertSecret.run({
        ...template.secret,
        id: newId('sec', now),
        key_id: ids.id,
        organization_id: ids.organization_id,
        digest: createHash('sha256').update(token).digest(),
        start: tokenStart(token),
      })
      if (number % stride === 0 && tokens.length < sampleSize) tokens.push(token)
    }
  })
  for (let from = 0; from < count; from += rowsPerTransaction)
    insertSome(from, Math.min(count, from + rowsPerTransaction))
  return tokens
}

function insertOf(database: Database.Database, table: string, row: Row): Database.Statement {
  const columns = Object.keys(row)
  const values = columns.map(column => `@${column}`)
  return database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`)
}
