/** How long a revocation takes to be answered, which is when it holds everywhere, with one and with three nodes. */
import { runClosedLoop } from '../loads/closed-loop.ts'
import { bodyOf, HttpConnection, postRequest } from '../loads/http-connection.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded, spreadOf } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { type DatabaseKind, type Databases, provideDatabases } from '../processes/provide-databases.ts'
import { type RunningKeyturn, startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { createInstallation, type Installation } from '../seeds/installation.ts'

const options = new Options()
const revocations = options.number('revocations', { full: 500, smoke: 5 })

async function createKeyIds(installation: Installation, { port }: RunningKeyturn): Promise<string[]> {
  const { apiId, rootKey, organizationIds } = installation
  const [organizationId] = organizationIds
  const headers = { authorization: `Bearer ${rootKey}` }
  const ids: string[] = []
  const result = await runClosedLoop({
    port,
    requests: [postRequest('/v1/keys', { apiId, organizationId, name: 'Bench key' }, headers)],
    connections: 4,
    seconds: 60,
    requestsMax: revocations,
    accepts: answer => {
      if (!answer.startsWith('HTTP/1.1 201')) return false
      ids.push((JSON.parse(bodyOf(answer)) as { key: { id: string } }).key.id)
      return true
    },
  })
  if (result.failed > 0) throw new Error(`creating keys failed:\n${result.failure}`)
  return ids
}

/** One after the other, each timed. */
async function revokeAll(installation: Installation, { port }: RunningKeyturn, ids: readonly string[]) {
  const headers = { authorization: `Bearer ${installation.rootKey}` }
  const connection = await HttpConnection.open(port)
  const latenciesMs: number[] = []
  for (const id of ids) {
    const request = postRequest(`/v1/keys/${id}/revoke`, {}, headers)
    const start = performance.now()
    const answer = await new Promise<string | null>(resolve => connection.send(request, resolve))
    latenciesMs.push(performance.now() - start)
    if (!answer?.startsWith('HTTP/1.1 200')) throw new Error(`a revocation was not confirmed:\n${answer}`)
  }
  connection.close()
  return latenciesMs
}

async function measure(databases: Databases, { database, nodes }: { database: DatabaseKind; nodes: number }) {
  const where = { dataDirectory: temporaryDirectory(), databaseUrl: await databases.fresh(database) }
  const installation = await createInstallation({ ...where, organizations: 1 })
  const running: RunningKeyturn[] = []
  for (let node = 0; node < nodes; node++)
    running.push(await startKeyturn({ ...installation, core: node % 2 === 0 ? 0 : 1 }))
  const [first] = running
  if (first === undefined) throw new Error('no node')
  const ids = await createKeyIds(installation, first)
  const latenciesMs = await revokeAll(installation, first, ids)
  for (const node of running) await node.stop()
  const { p50, p99, max } = spreadOf(latenciesMs)
  return {
    database,
    nodes,
    'p50 ms': rounded(p50),
    'p99 ms': rounded(p99),
    'max ms': rounded(max),
    must: nodes === 3 ? 'p99 ≤ 100 ms' : null,
  }
}

const databases = await provideDatabases()
try {
  const summary: Awaited<ReturnType<typeof measure>>[] = []
  for (const database of ['sqlite', 'postgres'] as const) {
    for (const nodes of [1, 3]) summary.push(await measure(databases, { database, nodes }))
  }
  printTable(`POST /v1/keys/{id}/revoke, ${revocations} one after the other`, summary)
  if (!options.smoke) writeResult('revoke', { revocations, summary })
} finally {
  await databases.stop()
}
