import { CompiledQuery } from 'kysely'
import { describe, expect, test } from 'vitest'
import { everything } from '../access/reach.ts'
import { newId } from '../ids/new-id.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { type KeySort, keySorting } from './key-sort.ts'
import { type KeyFilter, keyCountQuery, keyPageQuery } from './list-queries.ts'

const organizationId = newId('org', 0)
const now = 1_000

const filters: KeyFilter[] = [
  {},
  { apiId: newId('api', 0), environment: 'live', type: 'elevated' },
  { search: 'nowhere' },
  { status: 'active' },
  { status: 'rotating' },
  { status: 'revoked' },
  { rotationDue: true },
  { unusedForDays: 30 },
]
const sorts: KeySort[] = ['created', 'name', 'lastUsed', 'status']

onBothDatabases(suite => {
  const plan = async (query: { compile(): CompiledQuery }, { isJoined } = { isJoined: false }) => {
    const { storage } = suite.ctx
    const { sql, parameters } = query.compile()
    const explain = storage.kind === 'sqlite' ? 'explain query plan' : 'explain'
    const explained = `${explain} ${sql}`
    const asked: CompiledQuery<Record<string, unknown>> = CompiledQuery.raw(explained, [...parameters])
    const rows = isJoined
      ? await storage.readJoined({ compile: () => asked })
      : (await storage.reader.executeQuery(asked)).rows
    return rows.map(row => String(row['detail'] ?? row['QUERY PLAN'])).join('\n')
  }
  const byIndexAlone =
    /k USING COVERING INDEX keys_list|Index Only Scan (?:Backward )?using keys_list on keys k/
  const byReadingAll = /SCAN k\b|Seq Scan on keys/

  describe.each(sorts)('sorted by %s', sort => {
    test.each(filters)('what matches %j is found by the index alone', async filter => {
      const input = { filter: { organizationId, ...filter }, now, isBroad: false }
      const list = { ...input, sorting: keySorting({ sort }), after: null, limit: 51 }
      const query = keyPageQuery(suite.ctx.storage, list, everything)
      const listed = await plan(query, { isJoined: sort === 'lastUsed' })
      expect(listed).toMatch(byIndexAlone)
      expect(listed).not.toMatch(byReadingAll)
    })
  })

  test('where many tokens start so, a key is asked for its own', async () => {
    const input = { filter: { organizationId, search: 'ee_live_' }, now, isBroad: true }
    const list = { ...input, sorting: keySorting({}), after: null, limit: 51 }
    for (const query of [
      keyPageQuery(suite.ctx.storage, list, everything),
      keyCountQuery(suite.ctx.storage, { ...input, countMax: 10 }, everything),
    ]) {
      const asked = await plan(query)
      expect(asked).toContain('secrets_key')
      expect(asked).not.toContain('secrets_start')
    }
  })

  test('how the starts of tokens are looked for changes nothing about what is found', async () => {
    const { key } = await suite.key({ name: 'One' })
    const other = await suite.key({ name: 'Other', organizationId: key.organizationId })
    const found = async (search: string, isBroad: boolean) => {
      const input = { filter: { organizationId: key.organizationId, search }, now, isBroad }
      const list = { ...input, sorting: keySorting({}), after: null, limit: 10 }
      const rows = await keyPageQuery(suite.ctx.storage, list, everything).execute()
      return rows.map(({ id }) => id)
    }
    for (const isBroad of [true, false]) {
      expect(await found(key.start, isBroad)).toEqual([key.id])
      expect(await found('other', isBroad)).toEqual([other.key.id])
      expect(await found('t', isBroad)).toEqual([other.key.id, key.id])
      expect(await found('nowhere', isBroad)).toEqual([])
    }
  })

  test.each(filters)('what matches %j is counted by the index alone', async filter => {
    const input = { filter: { organizationId, ...filter }, now, isBroad: false, countMax: 10 }
    const counted = await plan(keyCountQuery(suite.ctx.storage, input, everything))
    expect(counted).toMatch(byIndexAlone)
    expect(counted).not.toMatch(byReadingAll)
  })
})
