import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Client } from 'pg'
import type { Database } from './database.ts'
import { findDebianBinaries, findNpmBinaries } from './find-binaries.ts'
import { startCluster } from './start-cluster.ts'

type Attempt = { name: string; run: () => Promise<Database | string> }

/** Names a running PostgreSQL to use instead of starting one. */
export const postgresUrlVariable = 'KEYTURN_TEST_POSTGRES_URL'

/**
 * Finds or brings up a PostgreSQL for tests. Tests are never skipped for want of one: when there is
 * no way, the error says what was tried and why each failed.
 */
export async function providePostgres(): Promise<Database> {
  const given = process.env[postgresUrlVariable]
  if (given) return useGiven(given)
  const failures: string[] = []
  for (const { name, run } of attempts) {
    const outcome = await run().catch((error: unknown) => String(error))
    if (typeof outcome !== 'string') return { ...outcome, source: name }
    failures.push(`- ${name}: ${outcome.trim()}`)
  }
  throw new Error(
    `No PostgreSQL for the tests. Set ${postgresUrlVariable} to the URL of one whose user may create databases.\n${failures.join('\n')}`,
  )
}

const attempts: Attempt[] = [
  { name: 'PostgreSQL from npm', run: startFromNpm },
  { name: 'local server on port 5432', run: useLocalServer },
  { name: 'PostgreSQL from Debian', run: startFromDebian },
]

async function useGiven(url: string): Promise<Database> {
  const reason = await explainUnusable(url)
  if (reason !== null) throw new Error(`${postgresUrlVariable} does not lead to a usable server: ${reason}`)
  return { url, source: postgresUrlVariable, stop: async () => undefined }
}

async function startFromNpm(): Promise<Database | string> {
  const home = findNpmBinaries()
  return home === null ? `npm has none for ${process.platform} ${process.arch}` : startCluster(home)
}

async function useLocalServer(): Promise<Database | string> {
  const reasons = new Set<string>()
  for (const user of new Set(['postgres', 'root', userInfo().username])) {
    const url = `postgres://${encodeURIComponent(user)}@127.0.0.1:5432/postgres`
    const reason = await explainUnusable(url)
    if (reason === null) return { url, source: '', stop: async () => undefined }
    reasons.add(reason)
  }
  return [...reasons].join('; ')
}

async function startFromDebian(): Promise<Database | string> {
  const home = findDebianBinaries() ?? installDebianPackage()
  return home === null ? 'not installed, and only root on Debian can install it' : startCluster(home)
}

function installDebianPackage(): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', 'postgresql'],
  ]) {
    const run = spawnSync('apt-get', step, { env: environment, stdio: 'pipe', encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`apt-get ${step.join(' ')}: ${run.stderr}`)
  }
  return findDebianBinaries()
}

async function explainUnusable(url: string): Promise<string | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const found = await client.query(
      'select rolsuper or rolcreatedb as allowed from pg_roles where rolname = current_user',
    )
    return found.rows[0]?.allowed ? null : 'its user may not create databases'
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}
