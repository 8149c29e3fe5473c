import { join } from 'node:path'
import type { KeyturnClient } from '@keyturn/contract/client'
import Database from 'better-sqlite3'
import pg from 'pg'

export type Place = { dataDirectory: string; databaseUrl: string | null }

/** What is really in the database, read past the product. */
export type Stored = {
  keyIds: Set<string>
  revokedKeyIds: Set<string>
  balances: Map<string, number>
  /** Where each key's revocation stands in the change feed. */
  revocationMarks: Map<string, string>
  auditedIds(action: string): Set<string>
}

type Query = <Row>(sql: string) => Promise<Row[]>

/** Keys of the product itself are left out. */
const keysSql = 'SELECT k.id, k.revoked_at FROM keys k JOIN apis a ON a.id = k.api_id WHERE a.builtin = 0'
const balancesSql = 'SELECT owner_id, remaining FROM credit_balances'
const auditSql = `SELECT e.action, e.target_id, e.body FROM audit_events e JOIN keys k ON k.id = e.target_id
                  JOIN apis a ON a.id = k.api_id WHERE a.builtin = 0`

export async function readStored(place: Place): Promise<Stored> {
  return withQueries(place, read)
}

/** The names of all keys but the product's own. */
export async function readKeyNames(place: Place): Promise<string[]> {
  const sql = 'SELECT k.name FROM keys k JOIN apis a ON a.id = k.api_id WHERE a.builtin = 0'
  return withQueries(place, async query => (await query<{ name: string }>(sql)).map(({ name }) => name))
}

export type StoredDataKey = { id: string; organization_id: string; wrapped: Buffer }

export async function readDataKeys(place: Place): Promise<StoredDataKey[]> {
  return withQueries(place, query => query('SELECT id, organization_id, wrapped FROM data_keys'))
}

async function withQueries<T>(
  { dataDirectory, databaseUrl }: Place,
  read: (query: Query) => Promise<T>,
): Promise<T> {
  if (databaseUrl === null) {
    const database = new Database(join(dataDirectory, 'keyturn.db'), { readonly: true })
    const query: Query = async sql => database.prepare(sql).all() as never[]
    return read(query).finally(() => database.close())
  }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const query: Query = async sql => (await client.query(sql)).rows
  return read(query).finally(() => client.end())
}

async function read(query: Query): Promise<Stored> {
  const keys = await query<{ id: string; revoked_at: number | null }>(keysSql)
  const balances = await query<{ owner_id: string; remaining: number | string }>(balancesSql)
  const audit = await query<{ action: string; target_id: string; body: string }>(auditSql)
  const revocations = audit.filter(event => event.action === 'key.revoked')
  return {
    keyIds: new Set(keys.map(key => key.id)),
    revokedKeyIds: new Set(keys.filter(key => key.revoked_at !== null).map(key => key.id)),
    balances: new Map(balances.map(row => [row.owner_id, Number(row.remaining)])),
    revocationMarks: new Map(revocations.map(event => [event.target_id, JSON.parse(event.body).mark])),
    auditedIds: action =>
      new Set(audit.filter(event => event.action === action).map(event => event.target_id)),
  }
}

/** The ids of all events in the usage log of an organization. */
export async function readEventIds(client: KeyturnClient, organizationId: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.usage.events({ organizationId, limit: 200, ...(cursor ? { cursor } : {}) })
    for (const event of page.data) ids.add(event.id)
    cursor = page.nextCursor
  }
  return ids
}
