import { setTimeout as sleep } from 'node:timers/promises'
import { KeyturnError, type VerifyRequest } from '@keyturn/contract/client'
import pg from 'pg'
import { createSubject } from '../cluster/tightening.ts'
import { eventually } from '../harness/eventually.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { startTcpProxy, throughProxy } from '../harness/tcp-proxy.ts'
import { removeTemporary, temporaryDatabase } from '../harness/temporary-data.ts'

export type SlowDatabaseOptions = {
  leaseSeconds: number
  /** Added to each direction. */
  delaysMs: readonly number[]
  /** How long each delay lasts. */
  phaseMs: number
  /** How often the connections go silent for a moment afterwards. */
  blackholes: number
  blackholeMs: number
  command?: string
}

/** Each holds a session while it hangs. */
const changesPerSilence = 4

export type Phase = {
  delayMs: number
  /** By what verifications were told. */
  answers: Record<string, number>
  p99Ms: number
  /** What a change was told, and after how long. */
  change: { code: string; ms: number }
}

export type SlowDatabaseReport = {
  phases: Phase[]
  /** Sessions of this database before, and after the silences. */
  sessions: { before: number; after: number }
  answersInSilence: Record<string, number>
  /** What a change was told when all was well again. */
  changeAfter: string
}

/** Puts a slow and forgetful network between a node and PostgreSQL (F12, F13). */
export async function runSlowDatabase(options: SlowDatabaseOptions): Promise<SlowDatabaseReport> {
  const databaseUrl = await temporaryDatabase()
  const { hostname, port } = new URL(databaseUrl)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) || 5432 })
  const env = { KEYTURN_LEASE_SECONDS: String(options.leaseSeconds) }
  const node = await startKeyturn({
    database: 'postgres',
    databaseUrl: throughProxy(databaseUrl, proxy),
    env,
    ...(options.command === undefined ? {} : { command: options.command }),
  })
  try {
    const { keyId, request } = await createSubject(node)
    const codeOf = (error: unknown) => (error instanceof KeyturnError ? error.code : String(error))
    const ask = () => node.client.keys.verify(request as VerifyRequest).then(({ code }) => code, codeOf)
    const phases: Phase[] = []
    for (const delayMs of options.delaysMs) {
      proxy.delay(delayMs)
      const startedAt = performance.now()
      const change = node.client.keys.update(keyId, { name: `at ${delayMs} ms` }).then(() => 'done', codeOf)
      const changed = change.then(code => ({ code, ms: performance.now() - startedAt }))
      const asked = await askFor(options.phaseMs, ask)
      phases.push({ delayMs, ...asked, change: await changed })
      proxy.delay(0)
      await eventually('it is ready', async () => ((await fetch(`${node.url}/readyz`)).ok ? true : null), {
        withinMs: 20_000,
      })
    }
    const before = await countSessions(databaseUrl)
    const answersInSilence: Record<string, number> = {}
    for (let turn = 0; turn < options.blackholes; turn++) {
      proxy.blackhole()
      const rename = () => node.client.keys.update(keyId, { name: `silence ${turn}` }).catch(() => null)
      const changes = Array.from({ length: changesPerSilence }, rename)
      const { answers } = await askFor(options.blackholeMs, ask)
      for (const [code, count] of Object.entries(answers))
        answersInSilence[code] = (answersInSilence[code] ?? 0) + count
      proxy.heal()
      await eventually('verdicts are back', async () => ((await ask()) === 'valid' ? true : null), {
        withinMs: 20_000,
      })
      await Promise.all(changes)
    }
    const changeAfter = await node.client.keys.update(keyId, { name: 'after all' }).then(() => 'done', codeOf)
    const after = await eventually('no session is left behind', async () => {
      const count = await countSessions(databaseUrl)
      return count <= before + 2 ? count : null
    })
    await node.stop()
    return { phases, sessions: { before, after }, answersInSilence, changeAfter }
  } finally {
    await node.remove()
    await proxy.close()
    await removeTemporary([databaseUrl])
  }
}

async function askFor(ms: number, ask: () => Promise<string>): Promise<Pick<Phase, 'answers' | 'p99Ms'>> {
  const [answers, times]: [Record<string, number>, number[]] = [{}, []]
  const end = performance.now() + ms
  while (performance.now() < end) {
    const startedAt = performance.now()
    const code = await ask()
    times.push(performance.now() - startedAt)
    answers[code] = (answers[code] ?? 0) + 1
    await sleep(2)
  }
  const sorted = times.toSorted((one, other) => one - other)
  return { answers, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0 }
}

/** Past the proxy. */
async function countSessions(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const count =
    'select count(*)::int as sessions from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  const { rows } = await client.query<{ sessions: number }>(count).finally(() => client.end())
  return rows[0]?.sessions ?? 0
}
