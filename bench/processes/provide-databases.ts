import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { providePostgres } from '../../scripts/databases/provide-postgres.ts'

export type DatabaseKind = 'sqlite' | 'postgres'
export type Databases = {
  /** The URL of an empty database; null on SQLite, which needs none. */
  fresh(kind: DatabaseKind): Promise<string | null>
  stop(): Promise<void>
}

/** A PostgreSQL as the tests use it, for as long as the measurement runs. */
export async function provideDatabases(): Promise<Databases> {
  const server = await providePostgres()
  return {
    fresh: async kind => {
      if (kind === 'sqlite') return null
      const name = `keyturn_bench_${randomBytes(6).toString('hex')}`
      const client = new pg.Client({ connectionString: server.url })
      await client.connect()
      await client.query(`CREATE DATABASE ${name}`)
      await client.end()
      const url = new URL(server.url)
      url.pathname = `/${name}`
      return url.href
    },
    stop: server.stop,
  }
}
