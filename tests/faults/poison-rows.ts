import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { createSubject, type Subject } from '../cluster/tightening.ts'
import { type Answer, send } from '../harness/enrich-engine.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import type { Place } from './read-stored.ts'

type Poison = { table: 'keys' | 'apis' | 'organizations'; column: string; value: string | number | null }

const texts = ['', 'null', '7', '{', '"text"', '[null]', '[{"name":3}]', 'x'.repeat(1_000_000)]
const columns: Record<Poison['table'], string[]> = {
  keys: ['scopes', 'allowed_ips', 'allowed_endpoints', 'rate_limits', 'metadata', 'created_by'],
  apis: [
    'scopes',
    'environments',
    'rotation',
    'sensitive_endpoints',
    'portal_origins',
    'console',
    'test_request',
  ],
  organizations: ['scope_ceiling', 'rate_limits', 'key_policy', 'business_hours'],
}
const special: Poison[] = [
  { table: 'keys', column: 'expires_at', value: 9_000_000_000_000_000 },
  { table: 'keys', column: 'type', value: 'unheard-of' },
  { table: 'keys', column: 'allowed_ips', value: '["10.0.0.0/99"]' },
  { table: 'keys', column: 'allowed_ips', value: 'null' },
  { table: 'keys', column: 'allowed_endpoints', value: 'null' },
  { table: 'keys', column: 'rate_limits', value: '[{"name":"a","limit":-1,"windowSeconds":60}]' },
  { table: 'organizations', column: 'timezone', value: 'Nowhere/Land' },
  { table: 'organizations', column: 'created_at', value: 9_000_000_000_000_000 },
]

export type PoisonReport = {
  poisoned: number
  /** The database itself would not take them. */
  refusedByDatabase: number
  /** Answers of 500 and above, and a healthy key that was not valid; must be empty. */
  wrong: string[]
  /** What verifications with poisoned rows say; a column that no verdict reads leaves them valid. */
  verdicts: Record<string, number>
}

/** Writes what no call would write into rows of keys, APIs and organizations, and asks for all of it (F52). */
export async function runPoisonRows(options: {
  database: 'sqlite' | 'postgres'
  /** Of each column, so many of the texts. */
  textsPerColumn: number
  command?: string
}): Promise<PoisonReport> {
  const { textsPerColumn, ...build } = options
  const node = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = node
  const report: PoisonReport = { poisoned: 0, refusedByDatabase: 0, wrong: [], verdicts: {} }
  try {
    const healthy = await createSubject(node)
    const poisons = [
      ...special,
      ...(Object.keys(columns) as Poison['table'][]).flatMap(table =>
        columns[table].flatMap(column =>
          texts.slice(0, textsPerColumn).map(value => ({ table, column, value })),
        ),
      ),
    ]
    const subjects: (Poison & { subject: Subject })[] = []
    for (const poison of poisons) subjects.push({ ...poison, subject: await createSubject(node) })
    await node.stop()
    for (const each of subjects) {
      const isTaken = await write({ dataDirectory, databaseUrl }, each)
      report[isTaken ? 'poisoned' : 'refusedByDatabase'] += 1
    }
    const again = await startKeyturn({
      ...build,
      rootKey,
      dataDirectory,
      ...(databaseUrl === null ? {} : { databaseUrl }),
    })
    for (const { subject, table, column, value } of subjects) {
      const name = `${table}.${column} ${String(value).slice(0, 20)}`
      await lookAt(again, subject, (what, { status, body }) => {
        if (status >= 500)
          report.wrong.push(`${name}: ${what} ${status} ${JSON.stringify(body).slice(0, 200)}`)
        if (what !== 'verify') return
        const code = `${table}.${column}: ${String(body['code'])}`
        report.verdicts[code] = (report.verdicts[code] ?? 0) + 1
      })
    }
    const { code } = await again.client.keys.verify(healthy.request)
    if (code !== 'valid') report.wrong.push(`the healthy key is ${code}`)
    await again.stop()
    return report
  } finally {
    await node.remove()
  }
}

type See = (what: string, answer: Answer) => void

async function lookAt({ url, rootKey }: StartedKeyturn, subject: Subject, see: See): Promise<void> {
  const headers = { 'x-api-key': rootKey }
  const { keyId, apiId, organizationId } = subject
  see('verify', await send(url, 'POST /v1/keys/verify', { headers, body: subject.request }))
  for (const path of [
    `/v1/keys/${keyId}`,
    `/v1/keys?apiId=${apiId}`,
    `/v1/apis/${apiId}`,
    '/v1/apis?limit=200',
    `/v1/organizations/${organizationId}`,
    '/v1/organizations?limit=200',
  ])
    see(path, await send(url, `GET ${path}`, { headers }))
  see('whoami', await send(url, 'GET /v1/whoami', { headers: { 'x-api-key': subject.request.key } }))
}

/** False when the database refuses it. */
async function write(place: Place, poison: Poison & { subject: Subject }): Promise<boolean> {
  const { table, column, value, subject } = poison
  const id = { keys: subject.keyId, apis: subject.apiId, organizations: subject.organizationId }[table]
  try {
    if (place.databaseUrl === null) {
      const database = new Database(join(place.dataDirectory, 'keyturn.db'))
      database.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`).run(value, id)
      database.close()
    } else {
      const client = new pg.Client({ connectionString: place.databaseUrl })
      await client.connect()
      const update = `UPDATE ${table} SET ${column} = $1 WHERE id = $2`
      await client.query(update, [value, id]).finally(() => client.end())
    }
    return true
  } catch {
    return false
  }
}
