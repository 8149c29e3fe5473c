import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { openStorage } from '../../storage/open-storage.ts'
import type { Storage } from '../../storage/storage.ts'

export type TestDatabase = { storage: Storage; dataDirectory: string; drop: () => Promise<void> }

/** For tests: a new installation's database of its own. */
export async function makeDatabase(kind: 'sqlite' | 'postgres'): Promise<TestDatabase> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'keyturn-usage-'))
  const postgres = kind === 'postgres' ? await makePostgres() : null
  const { storage } = await openStorage({ dataDirectory, databaseUrl: postgres?.url ?? null })
  const drop = async (): Promise<void> => {
    await storage.close()
    await postgres?.drop()
    rmSync(dataDirectory, { recursive: true })
  }
  return { storage, dataDirectory, drop }
}

async function makePostgres(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = process.env['KEYTURN_TEST_POSTGRES_URL']
  if (!admin) throw new Error('KEYTURN_TEST_POSTGRES_URL is not set')
  const name = `usage_${randomUUID().replaceAll('-', '')}`
  const run = async (text: string): Promise<void> => {
    const client = new Client({ connectionString: admin })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  await run(`create database ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}
