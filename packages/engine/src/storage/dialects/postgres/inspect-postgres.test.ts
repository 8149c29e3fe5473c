import { expect, test } from 'vitest'
import { freshPostgres } from '../../../testing/fresh-postgres.ts'
import { inspectPostgres } from './inspect-postgres.ts'
import { migratePostgres } from './migrate-postgres.ts'

test('tells what the next start would migrate, and changes nothing', async () => {
  const { url, drop } = await freshPostgres()
  try {
    const before = await inspectPostgres(url)
    expect(before).toMatchObject({ isReplica: false, isPooled: false })
    expect(before.version).toMatch(/^\d+\.\d+/)
    expect((await inspectPostgres(url)).pending).toEqual(before.pending)
    expect((await migratePostgres(url)).applied).toEqual(before.pending)
    expect((await inspectPostgres(url)).pending).toEqual([])
  } finally {
    await drop()
  }
})

test('fails as a start does, without the password', async () => {
  const { url, drop } = await freshPostgres()
  await drop()
  const failure = inspectPostgres(url.replace(/\/[^/]*$/, '/nowhere'))
  await expect(failure).rejects.toThrow(
    'The database does not exist on its server. Check KEYTURN_DATABASE_URL.',
  )
})
