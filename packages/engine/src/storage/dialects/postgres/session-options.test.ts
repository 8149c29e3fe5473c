import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { freshPostgres } from '../../../testing/fresh-postgres.ts'
import { openStorage } from '../../open-storage.ts'
import { DirectConnection } from './direct-connection.ts'

test('no session compiles plans', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'keyturn-jit-'))
  const { url, drop } = await freshPostgres()
  const { storage } = await openStorage({ dataDirectory: directory, databaseUrl: url })
  const direct = new DirectConnection(url)
  const answers = await Promise.all([
    sql<{ jit: string }>`show jit`.execute(storage.lookups),
    sql<{ jit: string }>`show jit`.execute(storage.reader),
    storage.transaction(tx => sql<{ jit: string }>`show jit`.execute(tx)),
    direct.query<{ jit: string }>('show jit'),
  ])
  expect(answers.flatMap(({ rows }) => rows)).toEqual(Array(4).fill({ jit: 'off' }))
  await direct.close()
  await storage.close()
  await drop()
  await rm(directory, { recursive: true })
})
