/** A page of keys over HTTP with 100,000 keys in one organization, with each filter and in each order, and their count. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { importKeys } from '@keyturn/engine'
import Database from 'better-sqlite3'
import pg from 'pg'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { getRequest } from '../loads/http-connection.ts'
import { cpuTimeBetween, readCpuTime } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded, spreadOf } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { readDatabaseCpuMs } from '../processes/database-cpu.ts'
import { type DatabaseKind, type Databases, provideDatabases } from '../processes/provide-databases.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { createInstallation, type Installation, withEngine } from '../seeds/installation.ts'

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 2_000 })
const seconds = options.number('seconds', { full: 3, smoke: 0.3 })
const batch = 1_000

/** What is looked for is one key in a hundred, or none at all: then every key of the organization is looked at. */
const filters: Record<string, string> = {
  'first page': '',
  'environment=test (1 %)': '&environment=test',
  'type=elevated (1 %)': '&type=elevated',
  'externalId (one)': '&externalId=x-77',
  'search=nightly (1 %)': '&search=nightly',
  'search, nothing found': '&search=nowhere',
  'status=active': '&status=active',
  'status=rotating (none)': '&status=rotating',
  'status=disabled (none)': '&status=disabled',
  'status=revoked (none)': '&status=revoked',
  'unusedForDays=1 (none)': '&unusedForDays=1',
  'rotationDue=true (none)': '&rotationDue=true',
  'search=ee_live_ (all)': '&search=ee_live_',
  'search=ee_live_7 (few)': '&search=ee_live_7',
  'sort=name': '&sort=name',
  'sort=name, search=nightly (1 %)': '&sort=name&search=nightly',
  'sort=lastUsed': '&sort=lastUsed',
  'sort=lastUsed, upwards': '&sort=lastUsed&order=asc',
  'sort=status': '&sort=status',
}

/** What is counted: everything, and what a page would show of it. */
const counted: Record<string, string> = {
  count: '',
  'count, search=nightly (1 %)': '&search=nightly',
  'count, search, nothing found': '&search=nowhere',
  'count, status=active': '&status=active',
  'count, unusedForDays=1 (none)': '&unusedForDays=1',
}

/** All in the first organization; the other one has none. */
async function seed(installation: Installation): Promise<void> {
  const { apiId, organizationIds } = installation
  await withEngine(installation, async ctx => {
    for (let from = 0; from < keys; from += batch) {
      const numbers = Array.from({ length: Math.min(batch, keys - from) }, (_, index) => from + index)
      const rows = numbers.map(number => ({
        apiId,
        organizationId: organizationIds[0],
        name: `${number % 100 === 7 ? 'Nightly' : 'Service'} ${number}`,
        environment: number % 100 === 7 ? 'test' : 'live',
        type: number % 100 === 7 ? ('elevated' as const) : ('production' as const),
        externalId: `x-${number}`,
        scopes: ['leads:read'],
        sha256: createHash('sha256').update(`bench token ${number}`).digest('hex'),
      }))
      await importKeys(ctx, { keys: rows })
    }
  })
  await makeLivelier(installation)
}

const lastUses = `SELECT id, ${Date.now()} - row_number() OVER (ORDER BY id) * 7919 % 1000003 FROM`

/**
 * What imported keys lack, as if they had been issued and used: the start of a token, and when each was used, all at
 * other moments.
 */
async function makeLivelier({ dataDirectory, databaseUrl }: Installation): Promise<void> {
  const starts = `UPDATE secrets SET start = 'ee_live_' || substr(id, length(id) - 2) WHERE start = ''`
  if (databaseUrl !== null) {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(`INSERT INTO usage.key_activity ${lastUses} keys ON CONFLICT DO NOTHING`)
    await client.query(starts)
    // As autovacuum leaves tables soon after many rows came; servers for tests have it off.
    await client.query('VACUUM (ANALYZE) keys, secrets, usage.key_activity')
    await client.end()
    return
  }
  const database = new Database(join(dataDirectory, 'keyturn.db'))
  database.exec(starts)
  database.prepare('ATTACH ? AS usage').run(join(dataDirectory, 'usage', 'activity.db'))
  database.exec(`INSERT OR IGNORE INTO usage.key_activity ${lastUses} keys`)
  database.close()
}

async function measure(database: DatabaseKind, databases: Databases) {
  const databaseUrl = await databases.fresh(database)
  const where = { dataDirectory: temporaryDirectory(), databaseUrl }
  const installation = await createInstallation({ ...where, organizations: 2 })
  await seed(installation)
  const keyturn = await startKeyturn(installation)
  const authorization = `Bearer ${installation.rootKey}`
  const rows: (Record<string, string | number> & { database: string })[] = []
  for (const confined of ['', `&apiId=${installation.apiId}`]) {
    for (const [name, filter] of [...Object.entries(filters), ...Object.entries(counted)]) {
      const list = name in counted ? '/v1/keys/count' : '/v1/keys'
      const path = `${list}?organizationId=${installation.organizationIds[0]}${confined}${filter}`
      const accepts = (answer: string): boolean => answer.startsWith('HTTP/1.1 200')
      const requests = [getRequest(path, { authorization })]
      const load = { port: keyturn.port, requests, connections: 1, accepts }
      await runClosedLoop({ ...load, seconds: seconds / 4 })
      const postgresBeforeMs = await postgresMs(databaseUrl)
      const before = readCpuTime(keyturn.pid)
      const { answered, failed, failure, latenciesMs } = await runClosedLoop({ ...load, seconds })
      if (failed > 0) throw new Error(`${failed} failed:\n${failure}`)
      const cpu = cpuTimeBetween(before, readCpuTime(keyturn.pid))
      const postgresEachMs = ((await postgresMs(databaseUrl)) - postgresBeforeMs) / answered
      const { p50, p99 } = spreadOf(latenciesMs)
      rows.push({
        database,
        list: confined === '' ? name : `${name}, of one API`,
        'p50 ms': rounded(p50),
        'p99 ms': rounded(p99),
        'server CPU ms each': rounded(cpu.allMs / answered),
        'PostgreSQL CPU ms each': rounded(postgresEachMs),
        must: '≤ 100 ms',
      })
    }
  }
  await keyturn.stop()
  return rows
}

/** What PostgreSQL's sessions have used so far; nothing on SQLite. */
function postgresMs(databaseUrl: string | null): Promise<number> {
  return databaseUrl === null ? Promise.resolve(0) : readDatabaseCpuMs(databaseUrl)
}

const databases = await provideDatabases()
try {
  const summary = [...(await measure('sqlite', databases)), ...(await measure('postgres', databases))]
  printTable(`GET /v1/keys, pages of 50, ${keys} keys in one organization`, summary)
  if (!options.smoke) writeResult('lists', { keys, seconds, summary })
} finally {
  await databases.stop()
}
