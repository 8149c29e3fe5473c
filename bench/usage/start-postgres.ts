import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { providePostgres } from '../../scripts/databases/provide-postgres.ts'

export type BenchDatabase = { url: string; version: string; fsync: string; stop: () => Promise<void> }

/** A database of its own, on the server that KEYTURN_TEST_POSTGRES_URL names or on one started for this run. */
export async function startPostgres(): Promise<BenchDatabase> {
  const server = await providePostgres()
  const name = `bench_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create database ${name}`)
  const show = async (setting: string): Promise<string> =>
    (await client.query(`select current_setting('${setting}') as value`)).rows[0].value
  const [version, fsync] = [await show('server_version'), await show('fsync')]
  const url = new URL(server.url)
  url.pathname = `/${name}`
  const stop = async (): Promise<void> => {
    await client.query(`drop database ${name} with (force)`)
    await client.end()
    await server.stop()
  }
  return { url: url.href, version, fsync, stop }
}
