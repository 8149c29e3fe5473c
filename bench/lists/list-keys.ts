/** A page of keys over HTTP with 100,000 keys in one organization: the first, a deep one, and one with each filter. */
import { createHash } from 'node:crypto'
import { importKeys } from '@keyturn/engine'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { getRequest } from '../loads/http-connection.ts'
import { cpuTimeBetween, readCpuTime } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded, spreadOf } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
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
    for (const [name, filter] of Object.entries(filters)) {
      const path = `/v1/keys?organizationId=${installation.organizationIds[0]}${confined}${filter}`
      const accepts = (answer: string): boolean => answer.startsWith('HTTP/1.1 200')
      const requests = [getRequest(path, { authorization })]
      const load = { port: keyturn.port, requests, connections: 1, accepts }
      await runClosedLoop({ ...load, seconds: seconds / 4 })
      const before = readCpuTime(keyturn.pid)
      const { answered, failed, failure, latenciesMs } = await runClosedLoop({ ...load, seconds })
      if (failed > 0) throw new Error(`${failed} failed:\n${failure}`)
      const cpu = cpuTimeBetween(before, readCpuTime(keyturn.pid))
      const { p50, p99 } = spreadOf(latenciesMs)
      rows.push({
        database,
        list: confined === '' ? name : `${name}, of one API`,
        'p50 ms': rounded(p50),
        'p99 ms': rounded(p99),
        'server CPU ms each': rounded(cpu.allMs / answered),
        must: '≤ 100 ms',
      })
    }
  }
  await keyturn.stop()
  return rows
}

const databases = await provideDatabases()
try {
  const summary = [...(await measure('sqlite', databases)), ...(await measure('postgres', databases))]
  printTable(`GET /v1/keys, pages of 50, ${keys} keys in one organization`, summary)
  if (!options.smoke) writeResult('lists', { keys, seconds, summary })
} finally {
  await databases.stop()
}
