import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** A database of its own on the test server; `drop` removes it. */
export async function freshPostgres(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = process.env['KEYTURN_TEST_POSTGRES_URL']
  if (!admin)
    throw new Error('KEYTURN_TEST_POSTGRES_URL is not set: run the tests through vitest or npm test')
  const name = `keyturn_test_${randomBytes(6).toString('hex')}`
  await run(admin, `CREATE DATABASE ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
