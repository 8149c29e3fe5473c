/** Creating keys over HTTP, durable and audited: one client's latency, 64 clients' throughput. */
import { runClosedLoop } from '../loads/closed-loop.ts'
import { postRequest } from '../loads/http-connection.ts'
import { readCpuTime } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded, spreadOf } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { readDatabaseCpuMs } from '../processes/database-cpu.ts'
import { type DatabaseKind, type Databases, provideDatabases } from '../processes/provide-databases.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { createInstallation, type Installation } from '../seeds/installation.ts'
import { measureDisk } from './measure-disk.ts'

const options = new Options()
const seconds = options.number('seconds', { full: 8, smoke: 0.3 })
const cases = [
  { clients: 1, organizations: 1, must: 'p50 ≤ 5 ms' },
  { clients: 64, organizations: 1, must: null },
  { clients: 64, organizations: 64, must: '≥ 2,000 per s' },
]

function createRequests({ apiId, organizationIds, rootKey }: Installation, organizations: number): Buffer[] {
  return organizationIds.slice(0, organizations).map(organizationId => {
    const body = { apiId, organizationId, name: 'Bench key', environment: 'live', scopes: ['leads:read'] }
    return postRequest('/v1/keys', body, { authorization: `Bearer ${rootKey}` })
  })
}

/** What the server, PostgreSQL's sessions and this client have used so far. */
async function readCpu(pid: number, databaseUrl: string | null) {
  const postgresMs = databaseUrl === null ? 0 : await readDatabaseCpuMs(databaseUrl)
  const { user, system } = process.cpuUsage()
  return { serverMs: readCpuTime(pid).allMs, postgresMs, clientMs: (user + system) / 1_000 }
}

async function measure(database: DatabaseKind, databases: Databases) {
  const databaseUrl = await databases.fresh(database)
  const where = { dataDirectory: temporaryDirectory(), databaseUrl }
  const installation = await createInstallation({ ...where, organizations: 64 })
  const keyturn = await startKeyturn(installation)
  const rows: (Record<string, string | number | null> & { database: string })[] = []
  for (const { clients, organizations, must } of cases) {
    const requests = createRequests(installation, organizations)
    const accepts = (answer: string): boolean => answer.startsWith('HTTP/1.1 201')
    const load = { port: keyturn.port, requests, connections: clients, accepts }
    await runClosedLoop({ ...load, seconds: seconds / 4 })
    const before = await readCpu(keyturn.pid, databaseUrl)
    const result = await runClosedLoop({ ...load, seconds })
    const after = await readCpu(keyturn.pid, databaseUrl)
    if (result.failed > 0) throw new Error(`${result.failed} failed:\n${result.failure}`)
    const { p50, p99, max } = spreadOf(result.latenciesMs)
    rows.push({
      database,
      clients,
      organizations,
      'per s': rounded((result.answered / result.elapsedMs) * 1_000),
      'p50 ms': rounded(p50),
      'p99 ms': rounded(p99),
      'max ms': rounded(max),
      'CPU ms each: server': rounded((after.serverMs - before.serverMs) / result.answered),
      PostgreSQL:
        databaseUrl === null ? null : rounded((after.postgresMs - before.postgresMs) / result.answered),
      client: rounded((after.clientMs - before.clientMs) / result.answered),
      must,
    })
  }
  await keyturn.stop()
  return rows
}

const databases = await provideDatabases()
try {
  const kinds: DatabaseKind[] = options.has('postgres') ? ['postgres'] : ['sqlite', 'postgres']
  const summary = []
  for (const kind of kinds) summary.push(...(await measure(kind, databases)))
  const disk = measureDisk(temporaryDirectory(), 300)
  printTable(`POST /v1/keys, ${seconds} s each`, summary)
  printTable('fdatasync of 4 KiB, in ms', [disk])
  if (!options.smoke && !options.has('postgres')) writeResult('create', { seconds, summary, disk })
} finally {
  await databases.stop()
}
