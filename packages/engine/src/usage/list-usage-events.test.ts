import { join } from 'node:path'
import { GrantedScopes } from '@keyturn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { everything, type Reach } from '../access/reach.ts'
import type { ReadContext } from '../access/read-context.ts'
import { firstIdAt, newId } from '../ids/new-id.ts'
import { type ListUsageEventsInput, listUsageEvents } from './list-usage-events.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { scanUsage } from './scan-usage.ts'
import { collectingLogger, sampleEvent } from './testing/sample-events.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'
import type { UsageEvent } from './usage-event.ts'
import { openUsageLog, type UsageLog } from './usage-log.ts'

const october = Date.UTC(2026, 9, 31, 23, 59)
const november = Date.UTC(2026, 10, 1, 0, 1)

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let log: UsageLog
  /** All of them, oldest first: half in October, half in November. */
  const events: UsageEvent[] = []

  beforeAll(async () => {
    database = await makeDatabase(kind)
    log = await openUsageLog({
      directory: join(database.dataDirectory, 'journals'),
      journalId: newId('jnl', Date.now()),
      durability: 'process-crash',
      sink: database.storage.usage.sink,
      log: collectingLogger(),
    })
    events.length = 0
    for (let i = 0; i < 60; i++) {
      const at = (i < 30 ? october : november) + i * 10
      const id = `${firstIdAt('ver', at).slice(0, -2)}${String(i).padStart(2, '0')}`
      events.push(sampleEvent({ id, at, ...fieldsOf(i) }))
    }
    // Shipped in four parts whose ids lie between each other's, so that blocks overlap.
    for (let part = 0; part < 4; part++) {
      await Promise.all(events.filter((_, i) => i % 4 === part).map(event => log.journal.append(event)))
      await log.flush()
    }
  })
  afterAll(async () => {
    await log.close()
    await database.drop()
  })

  function fieldsOf(index: number): Partial<UsageEvent> {
    return {
      organizationId: `org_${index % 2}`,
      apiId: `api_${index % 3}`,
      keyId: `key_${index % 4}`,
      secretId: `sec_${index % 4}`,
      environment: index % 3 ? 'live' : 'test',
      code: index % 5 ? 'valid' : 'expired',
      ip: `203.0.113.${index}`,
      country: index % 2 ? 'DE' : null,
      method: index % 2 ? 'GET' : 'POST',
      path: index % 2 ? '/v1/Leads' : '/v1/leads%',
    }
  }

  function context(options: { reach?: Reach; scopes?: string[] } = {}): ReadContext {
    const reach = options.reach ?? everything
    const scopes = GrantedScopes.of(options.scopes ?? ['*'])
    const clock = { now: () => november, monotonic: () => 0 }
    return {
      storage: database.storage,
      clock,
      reach,
      principal: { ...systemPrincipal('test'), scopes, reach },
    }
  }

  async function walk(input: ListUsageEventsInput, reach?: Reach): Promise<string[]> {
    const ctx = context(reach ? { reach } : {})
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await listUsageEvents(ctx, { ...input, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.data.length).toBeLessThanOrEqual(input.limit ?? 50)
      ids.push(...page.data.map(each => each.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return ids
  }

  function expected(matches: (event: UsageEvent) => boolean): string[] {
    return events
      .filter(matches)
      .map(event => event.id)
      .reverse()
  }

  test.each([1, 7, 30, 60, 200])(
    'pages of %i walk all months, newest first, each event once',
    async limit => {
      expect(await walk({ limit })).toEqual(expected(() => true))
    },
  )

  test.each<[ListUsageEventsInput, (event: UsageEvent) => boolean]>([
    [{ organizationId: 'org_1' }, event => event.organizationId === 'org_1'],
    [{ apiId: 'api_2' }, event => event.apiId === 'api_2'],
    [{ keyId: 'key_3' }, event => event.keyId === 'key_3'],
    [{ keyId: 'key_3', organizationId: 'org_0' }, () => false],
    [{ secretId: 'sec_0' }, event => event.secretId === 'sec_0'],
    [{ environment: 'test' }, event => event.environment === 'test'],
    [{ code: 'expired' }, event => event.code === 'expired'],
    [{ ip: '203.0.113.7' }, event => event.ip === '203.0.113.7'],
    [{ country: 'DE' }, event => event.country === 'DE'],
    [{ method: 'POST' }, event => event.method === 'POST'],
    [{ path: '/v1/l' }, event => event.path === '/v1/leads%'],
    [{ path: '/v1/leads%' }, event => event.path === '/v1/leads%'],
    [{ path: '%' }, () => false],
    [{ from: '2026-11-01T00:00:00Z' }, event => event.at >= november],
    [{ to: '2026-11-01T00:00:00Z' }, event => event.at < november],
    [
      { from: new Date(october + 50).toISOString(), to: new Date(november + 350).toISOString() },
      event => event.at >= october + 50 && event.at < november + 350,
    ],
  ])('%j finds what matches and nothing else', async (filter, matches) => {
    expect(await walk({ ...filter, limit: 4 })).toEqual(expected(matches))
  })

  test('a credential sees the events within its reach, whatever it asks for', async () => {
    const organization = { organizationId: 'org_1', apiId: null }
    expect(await walk({}, organization)).toEqual(expected(event => event.organizationId === 'org_1'))
    expect(await walk({ organizationId: 'org_0' }, organization)).toEqual([])
    expect(await walk({ keyId: 'key_0' }, organization)).toEqual([])
    const api = { organizationId: null, apiId: 'api_1' }
    expect(await walk({ limit: 3 }, api)).toEqual(expected(event => event.apiId === 'api_1'))
    expect(await walk({ apiId: 'api_0' }, api)).toEqual([])
  })

  test('a filter that few match looks at a bounded number of events for one page, and goes on from there', async () => {
    const rare = events[0]?.ip ?? undefined
    let before: string | null = null
    const pages: number[] = []
    const found: string[] = []
    do {
      const scan = { filter: { ip: rare }, reach: everything, before, limit: 10, eventsMax: 1 }
      const page = await scanUsage(database.storage.usage, scan)
      found.push(...page.events.map(({ row }) => row.id))
      expect(page.next === null || before === null || page.next < before).toBe(true)
      before = page.next
      pages.push(page.events.length)
    } while (before !== null)
    expect(found).toEqual([events[0]?.id])
    expect(pages.length).toBeGreaterThan(3)
  })

  test('outcomes are shown with their events, and the first report counts', async () => {
    const event = events.at(-1)
    if (event === undefined) throw new Error('no events')
    const reporter = { ...context(), journal: log.journal }
    const report = (status: number) =>
      recordOutcomes(reporter, { outcomes: [{ verificationId: event.id, status, durationMs: 12.5 }] })
    expect(await report(201)).toEqual({ accepted: 1 })
    await log.flush()
    await report(500)
    await log.flush()
    const page = await listUsageEvents(context(), { limit: 2 })
    expect(page.data.map(each => each.outcome)).toEqual([{ status: 201, durationMs: 12.5 }, null])
  })

  test("who reports on another tenant's verification first keeps its owner from nothing", async () => {
    const event = events.at(-3)
    if (event === undefined) throw new Error('no events')
    const reportAs = async (organizationId: string | null, status: number) => {
      const reporter = { ...context({ reach: { organizationId, apiId: null } }), journal: log.journal }
      await recordOutcomes(reporter, { outcomes: [{ verificationId: event.id, status }] })
      await log.flush()
    }
    const shown = async () =>
      (await listUsageEvents(context(), { limit: 10 })).data.find(({ id }) => id === event.id)?.outcome
    await reportAs('org_foreign', 500)
    expect(await shown()).toBeNull()
    await reportAs(event.organizationId, 202)
    expect(await shown()).toEqual({ status: 202, durationMs: 0 })
  })

  test('a report on a verification that is years away makes no month of its own', async () => {
    const reporter = { ...context(), journal: log.journal }
    const outcomes = [Date.UTC(1980, 0), Date.UTC(2400, 0)].map(at => ({
      verificationId: firstIdAt('ver', at),
      status: 200,
    }))
    expect(await recordOutcomes(reporter, { outcomes })).toEqual({ accepted: 0 })
    await log.flush()
    expect(await database.storage.usage.months()).toEqual(['2026-11', '2026-10'])
  })

  test('refuses reports that are none, naming each field', async () => {
    const reporter = { ...context(), journal: log.journal }
    const outcomes = [{ verificationId: 'key_1', status: 99, durationMs: -1 }]
    await expect(recordOutcomes(reporter, { outcomes })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [
        { pointer: '/outcomes/0/verificationId' },
        { pointer: '/outcomes/0/status' },
        { pointer: '/outcomes/0/durationMs' },
      ],
    })
  })

  test('when a key was last used is when it was last valid, and asking counts for the asking key', async () => {
    const used = database.storage.reader.selectFrom('usage.key_activity').selectAll()
    const lastUse = async (keyId: string) =>
      (await used.where('key_id', '=', keyId).execute())[0]?.last_used_at
    const latest = (matches: (event: UsageEvent) => boolean) =>
      Math.max(...events.filter(event => event.code === 'valid' && matches(event)).map(event => event.at))
    expect(await lastUse('key_3')).toBe(latest(event => event.keyId === 'key_3'))
    expect(await lastUse('key_caller')).toBe(latest(() => true))
  })

  test('a cursor goes on in the list that it was given out for, and in no other', async () => {
    const { nextCursor: cursor } = await listUsageEvents(context(), { keyId: 'key_1', limit: 2 })
    if (cursor === null) throw new Error('there is one page only')
    expect((await listUsageEvents(context(), { keyId: 'key_1', limit: 3, cursor })).data).toHaveLength(3)
    await expect(listUsageEvents(context(), { keyId: 'key_2', cursor })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })

  test('refuses without the scope, with a foreign cursor, and with an instant that is none', async () => {
    const without = context({ scopes: ['keys:read', 'usage:write'] })
    await expect(listUsageEvents(without)).rejects.toMatchObject({ code: 'insufficient_scope' })
    await expect(listUsageEvents(context(), { cursor: 'bm9uZQ' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
    await expect(listUsageEvents(context(), { from: 'today' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const reporter = { ...context({ scopes: ['usage:read'] }), journal: log.journal }
    await expect(recordOutcomes(reporter, { outcomes: [] })).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
  })
})
