import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { everything } from '../access/reach.ts'
import { firstIdAt, newId } from '../ids/new-id.ts'
import { unpackFacets } from '../storage/facet-sums.ts'
import type { OutcomeTable, UsageEventRow } from '../storage/tables.ts'
import { RefusedRecord, type UsageSink } from '../storage/usage-sink.ts'
import { attributeOutcomes } from './attribute-outcomes.ts'
import { openUsageSink } from './open-usage-sink.ts'
import { prepareBatch } from './prepare-batch.ts'
import { settleEarly } from './settle-early.ts'
import { sampleEvent } from './testing/sample-events.ts'
import { batchOf, shipBatch, storedEvents, type TestBatch } from './testing/stored-events.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'
import { earlyMax } from './usage-counts.ts'
import type { Outcome, UsageEvent } from './usage-event.ts'

const november = Date.UTC(2026, 10, 20)
const clock = { now: () => november, monotonic: () => 0 }
/** Tests write to years long ago. */
const kept = { retentionMonths: 240 }

/** Stores and counts, as a shipment does. */
async function ship(
  sink: UsageSink,
  batch: TestBatch,
  journalId: string,
  position: number,
): Promise<string[]> {
  return (await shipBatch(sink, batch, { journalId, position })).dropped
}

function preparedOf(input: TestBatch) {
  const batch = batchOf(input)
  return prepareBatch(batch, { from: 0, to: batch.entries })
}

function report(verificationId: string, fields: Partial<Outcome> = {}): Outcome {
  return { verificationId, status: 200, durationMs: null, reportedAt: 1, reach: everything, ...fields }
}

function event(fields: Partial<UsageEvent> = {}): UsageEvent {
  return sampleEvent({ at: november, callerKeyId: null, ...fields })
}

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let sink: UsageSink
  let journalId: string

  beforeAll(async () => {
    database = await makeDatabase(kind)
    sink = await openUsageSink(database.storage.usage.sink, clock, kept)
  })
  afterAll(async () => {
    await sink.close()
    await database.drop()
  })
  beforeEach(() => {
    journalId = newId('jnl', november)
  })

  async function stored(apiId: string): Promise<UsageEventRow[]> {
    return (await storedEvents(database.storage)).filter(each => each.api_id === apiId)
  }

  /** What is counted for an API in all. */
  async function counted(apiId: string, period: 'hours' | 'days' = 'hours') {
    const rows = await database.storage.reader
      .selectFrom(`usage.${period}`)
      .innerJoin('usage.sources', 'usage.sources.id', `usage.${period}.source`)
      .selectAll()
      .where('api_id', '=', apiId)
      .where('level', '=', 'api')
      .execute()
    const sum = (name: 'verifications' | 'cost' | 'outcomes' | 'outcomes_2xx') =>
      rows.reduce((total, row) => total + row[name], 0)
    return {
      verifications: sum('verifications'),
      cost: sum('cost'),
      outcomes: sum('outcomes'),
      outcomes_2xx: sum('outcomes_2xx'),
    }
  }

  async function countedByEndpoint(apiId: string, period: 'hours' | 'days'): Promise<Record<string, number>> {
    const rows = await database.storage.reader
      .selectFrom(`usage.${period}`)
      .innerJoin('usage.sources', 'usage.sources.id', `usage.${period}.source`)
      .select('facets')
      .where('api_id', '=', apiId)
      .where('level', '=', 'api')
      .execute()
    const sums: Record<string, number> = {}
    for (const { facets } of rows)
      for (const { value, verifications } of unpackFacets(Buffer.from(facets ?? []), 'endpoint'))
        sums[value] = (sums[value] ?? 0) + verifications
    return sums
  }

  async function storedOutcomes(verificationId: string): Promise<OutcomeTable[]> {
    const month = database.storage.usage.month('2026-11')
    return month.selectFrom('outcomes').selectAll().where('verification_id', '=', verificationId).execute()
  }

  async function lastUse(keyId: string): Promise<number | undefined> {
    const used = database.storage.reader.selectFrom('usage.key_activity').selectAll()
    return (await used.where('key_id', '=', keyId).execute())[0]?.last_used_at
  }

  test('a batch that is written again changes nothing, in the log or in the rollups', async () => {
    const one = event({ apiId: 'api_again', cost: 3 })
    const outcome = report(one.id, { durationMs: 3 })
    const sums = { verifications: 1, cost: 3, outcomes: 1, outcomes_2xx: 1 }
    await ship(sink, { events: [one], outcomes: [outcome] }, journalId, 10)
    await ship(sink, { events: [one], outcomes: [outcome] }, journalId, 10)
    expect((await stored('api_again')).map(each => each.id)).toEqual([one.id])
    expect(await counted('api_again')).toEqual(sums)
    expect(await counted('api_again', 'days')).toEqual(sums)
    expect(await sink.shippedTo(journalId)).toEqual({ position: 10, boundaries: [] })
  })

  test('where a process ends after storing, the same batch is counted once and stored no second time', async () => {
    const one = event({ apiId: 'api_torn' })
    const outcome = report(one.id, { status: 204, durationMs: 7 })
    const batch = { events: [one], outcomes: [outcome] }
    const torn = await openUsageSink(database.storage.usage.sink, clock, kept)
    await torn.store(preparedOf(batch).months, journalId, 50)
    await torn.close()
    const next = await openUsageSink(database.storage.usage.sink, clock, kept)
    expect(await next.shippedTo(journalId)).toEqual({ position: 0, boundaries: [50] })
    await ship(next, batch, journalId, 50)
    expect(await next.shippedTo(journalId)).toEqual({ position: 50, boundaries: [] })
    expect(await stored('api_torn')).toHaveLength(1)
    expect(await counted('api_torn')).toEqual({ verifications: 1, cost: 1, outcomes: 1, outcomes_2xx: 1 })
    await next.close()
  })

  test('of several reports on one verification one is counted, also in a later batch', async () => {
    const one = event({ apiId: 'api_reported' })
    const reported = (status: number, reportedAt: number) => report(one.id, { status, reportedAt })
    await ship(sink, { events: [one] }, journalId, 1)
    await ship(sink, { outcomes: [reported(204, 1), reported(500, 2), reported(204, 1)] }, journalId, 2)
    await ship(sink, { outcomes: [reported(500, 3)] }, journalId, 3)
    expect(await counted('api_reported')).toMatchObject({ verifications: 1, outcomes: 1, outcomes_2xx: 1 })
  })

  test('a report counts for an event that its reporter reaches, whoever reported first', async () => {
    const one = event({ apiId: 'api_owned', organizationId: 'org_owner' })
    const reaching = (organizationId: string | null, apiId: string | null = null) => ({
      organizationId,
      apiId,
    })
    const foreign = [reaching('org_other'), reaching('org_owner', 'api_other'), reaching(null, 'api_other')]
    const outcomes = foreign.map(reach => report(one.id, { status: 500, reach }))
    await ship(sink, { events: [one], outcomes }, journalId, 1)
    expect(await counted('api_owned')).toMatchObject({ verifications: 1, outcomes: 0 })
    expect(await storedOutcomes(one.id)).toEqual([])
    const own = report(one.id, { reportedAt: 2, reach: reaching('org_owner', 'api_owned') })
    await ship(sink, { outcomes: [own] }, journalId, 2)
    expect(await counted('api_owned')).toMatchObject({ outcomes: 1, outcomes_2xx: 1 })
    expect(await storedOutcomes(one.id)).toMatchObject([{ status: 200 }])
  })

  test('an outcome that came before its event is counted once, as soon as the event is there', async () => {
    const id = firstIdAt('ver', november - 30_000)
    const one = event({ id, apiId: 'api_early', organizationId: 'org_owner' })
    const early = [
      report(one.id, { status: 500, reach: { organizationId: 'org_other', apiId: null } }),
      report(one.id, { reportedAt: november, reach: { organizationId: 'org_owner', apiId: null } }),
    ]
    await ship(sink, { outcomes: early }, journalId, 1)
    await settleEarly(sink, november)
    expect(await counted('api_early')).toMatchObject({ verifications: 0, outcomes: 0 })
    await ship(sink, { events: [one] }, journalId, 2)
    const later = november + 10_000
    const others = await openUsageSink(database.storage.usage.sink, clock, kept)
    await Promise.all([sink, others].map(each => settleEarly(each, later)))
    await settleEarly(sink, later * 2)
    expect(await counted('api_early')).toMatchObject({ verifications: 1, outcomes: 1, outcomes_2xx: 1 })
    expect(await storedOutcomes(one.id)).toMatchObject([{ status: 200 }])
    expect(await sink.earlyOutcomes(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    await others.close()
  })

  test('an outcome of nothing is looked for less and less, and given up after a day', async () => {
    const lost = report(firstIdAt('ver', november - 40_000), { reportedAt: november })
    await ship(sink, { outcomes: [lost] }, journalId, 1)
    expect(await settleEarly(sink, november + 60_000)).toBe(1)
    expect(await settleEarly(sink, november + 100_000)).toBe(0)
    expect(await settleEarly(sink, november + 120_000)).toBe(1)
    expect(await settleEarly(sink, november + 86_400_000)).toBe(1)
    expect(await sink.earlyOutcomes(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
  })

  test('made-up ids of other minutes never wait, and cost a bounded number of look-ups', async () => {
    const one = event({ apiId: 'api_reported', organizationId: 'org_owner' })
    await ship(sink, { events: [one] }, journalId, 1)
    let looks = 0
    const counting = {
      findBlocks: (...range: Parameters<UsageSink['findBlocks']>) => {
        looks += 1
        return sink.findBlocks(...range)
      },
      storeOutcomes: sink.storeOutcomes.bind(sink),
    }
    const reportedAt = november + 86_400_000
    const madeUp = Array.from({ length: 1_000 }, (_, minute) =>
      report(firstIdAt('ver', november - (minute + 1) * 120_000), { reportedAt }),
    )
    const ahead = report(firstIdAt('ver', reportedAt + 60_000), { reportedAt })
    const own = report(one.id, { reportedAt, reach: { organizationId: 'org_owner', apiId: null } })
    const { counted: found, early, unseen } = await attributeOutcomes([...madeUp, ahead, own], counting)
    expect(found.map(({ outcome }) => outcome.verificationId)).toEqual([one.id])
    expect([early, looks, unseen]).toEqual([[], 64, 1_002 - 64])
  })

  test('a reporter has a bounded number of outcomes waiting, and holds up nobody else', async () => {
    const reachOf = (organizationId: string) => ({ reach: { organizationId, apiId: null } })
    const missing = (organizationId: string, ago: number) =>
      report(firstIdAt('ver', november - ago), { reportedAt: november, ...reachOf(organizationId) })
    const flood = Array.from({ length: earlyMax + 1 }, (_, ago) => missing('org_flood', ago))
    await ship(sink, { outcomes: flood }, journalId, 1)
    await ship(sink, { outcomes: [missing('org_flood', 20_000), missing('org_quiet', 1)] }, journalId, 2)
    const waiting = await sink.waitingEarly()
    expect([waiting.get('org_flood/'), waiting.get('org_quiet/')]).toEqual([earlyMax, 1])
    const due = await sink.earlyOutcomes(november, 2)
    expect(due.map(row => row.reach_organization_id).sort()).toEqual(['org_flood', 'org_quiet'])
    const given = await sink.earlyOutcomes(november, 2 * earlyMax)
    await sink.settleEarly({ settled: given, rollups: [] })
  })

  test('a position is remembered for each journal until it is forgotten', async () => {
    expect(await sink.shippedTo(journalId)).toEqual({ position: 0, boundaries: [] })
    await ship(sink, {}, journalId, 2 ** 40)
    expect(await sink.shippedTo(journalId)).toEqual({ position: 2 ** 40, boundaries: [] })
    await sink.forget(journalId)
    expect(await sink.shippedTo(journalId)).toEqual({ position: 0, boundaries: [] })
  })

  test('events of several months in one batch each go to their own', async () => {
    const months = ['2024-02', '2025-12', '2026-01']
    const events = months.map((month, index) => {
      const at = Date.parse(`${month}-01T00:00:00Z`)
      return event({ apiId: 'api_months', at, id: firstIdAt('ver', at + index) })
    })
    await ship(sink, { events }, journalId, 1)
    expect(await database.storage.usage.months()).toEqual(expect.arrayContaining(months))
    expect((await stored('api_months')).map(each => each.id).sort()).toEqual(
      events.map(each => each.id).sort(),
    )
  })

  test('last use never goes back, and refused verifications are no use', async () => {
    const used = [
      event({ keyId: 'key_used', at: november + 5 }),
      event({ keyId: 'key_used', at: november }),
      event({ keyId: 'key_used', at: november + 9, code: 'expired' }),
    ]
    for (const [index, each] of used.entries()) await ship(sink, { events: [each] }, journalId, index + 1)
    expect(await lastUse('key_used')).toBe(november + 5)
  })

  test('a damaged record is refused by name, before anything is stored', () => {
    const poison = [
      event({ cost: 'much' as unknown as number }),
      event({ count: -1 }),
      event({ code: null as unknown as string }),
      event({ id: firstIdAt('ver', 2 ** 48 - 1) }),
    ]
    const outcome = report(event().id, { reportedAt: Number.NaN })
    for (const each of poison) expect(() => preparedOf({ events: [event(), each] })).toThrow(RefusedRecord)
    expect(() => preparedOf({ events: [event()], outcomes: [outcome] })).toThrow(RefusedRecord)
    expect(sink.isRowError(new Error('connection refused'))).toBe(false)
    expect(sink.isRowError(new TypeError('The database connection is not open'))).toBe(false)
  })

  test('whatever text callers send is stored as it came', async () => {
    const texts = [
      'a\0b',
      '\ud83d\ude00',
      "'; drop table blocks; --",
      '{1,2}',
      'NULL',
      '"',
      '\\N',
      '',
      '\n',
      '\ud800',
      '\ufffd',
      'a\ufffdb',
    ]
    const events = texts.map(path => event({ apiId: 'api_text', path }))
    // PostgreSQL takes some of them for the same text, which must not be two rows of one statement.
    await ship(sink, { events }, journalId, 1)
    expect(await counted('api_text')).toMatchObject({ verifications: texts.length })
    expect((await stored('api_text')).map(each => each.path).sort()).toEqual(texts.sort())
  })

  test('writers of the same months in several processes do not refuse each other, and nothing is lost', async () => {
    const target = database.storage.usage.sink
    const others = await Promise.all([1, 2, 3].map(() => openUsageSink(target, clock, kept)))
    const keys = Array.from({ length: 20 }, (_, index) => `key_shared_${index}`)
    await Promise.all(
      others.map(async (other, writer) => {
        const order = writer % 2 ? keys : [...keys].reverse()
        for (let i = 0; i < 10; i++) {
          const at = Date.UTC(2023, i, 2)
          const id = () => newId('ver', Date.now())
          const events = order.map(keyId =>
            event({ apiId: 'api_shared', keyId, at, id: id(), method: 'GET', path: '/v1/leads/7' }),
          )
          await ship(other, { events }, `${journalId}${writer}`, i + 1)
        }
      }),
    )
    expect(await stored('api_shared')).toHaveLength(3 * 10 * 20)
    expect(await counted('api_shared')).toMatchObject({ verifications: 3 * 10 * 20 })
    for (const period of ['hours', 'days'] as const)
      expect(await countedByEndpoint('api_shared', period)).toEqual({ 'GET /v1/leads/{id}': 3 * 10 * 20 })
    for (const other of others) await other.close()
  })

  test('a month that was dropped by hand is made again', async () => {
    const at = Date.UTC(2020, 4, 5)
    const early = (index: number) => ({ events: [event({ at, id: firstIdAt('ver', at + index) })] })
    await ship(sink, early(1), journalId, 1)
    await dropMonth('2020-05')
    // The first attempt may find the month gone; shipping repeats.
    await ship(sink, early(2), journalId, 2).catch(() => ship(sink, early(2), journalId, 2))
    expect(await database.storage.usage.months()).toContain('2020-05')
  })

  test('what is past retention is counted and does not bring its month back', async () => {
    const strict = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 2 })
    const at = Date.UTC(2021, 6, 5)
    const boundary = Date.UTC(2026, 8, 1)
    const october = Date.UTC(2026, 9, 5)
    await ship(sink, { events: [event(), event({ id: firstIdAt('ver', october) })] }, `${journalId}n`, 1)
    const events = [at, boundary - 1, boundary].map(each =>
      event({ apiId: 'api_late', at: each, id: firstIdAt('ver', each) }),
    )
    const dropped = await ship(strict, { events }, journalId, 1)
    expect(dropped.sort()).toEqual(['2021-07', '2026-08'])
    expect(await database.storage.usage.months()).not.toContain('2021-07')
    expect((await stored('api_late')).map(each => each.at)).toEqual([boundary])
    expect(await counted('api_late')).toMatchObject({ verifications: 3 })
    await strict.close()
  })

  test('a process whose clock is years ahead stores what is of today, whatever it logs itself', async () => {
    const ahead = Date.UTC(2036, 10, 20)
    const wrong = await openUsageSink(
      database.storage.usage.sink,
      { now: () => ahead, monotonic: () => 0 },
      { retentionMonths: 2 },
    )
    const today = () => event({ apiId: 'api_today' })
    expect(await ship(wrong, { events: [today()] }, journalId, 1)).toEqual([])
    const own = event({ apiId: 'api_ahead', id: firstIdAt('ver', ahead) })
    expect(await ship(wrong, { events: [own] }, journalId, 2)).toEqual([])
    expect(await ship(wrong, { events: [today()] }, journalId, 3)).toEqual([])
    expect(await stored('api_today')).toHaveLength(2)
    await wrong.close()
    await dropMonth('2036-11')
  })

  test('months before one are dropped whole, and what is asked next finds the rest', async () => {
    const at = Date.UTC(2019, 0, 5)
    await ship(sink, { events: [event({ at, id: firstIdAt('ver', at) })] }, journalId, 1)
    const { usage } = database.storage
    await usage.month('2019-01').selectFrom('blocks').selectAll().execute()
    expect(await usage.dropBefore('2019-02')).toEqual(['2019-01'])
    expect(await usage.months()).not.toContain('2019-01')
    expect(await usage.dropBefore('2019-02')).toEqual([])
    if (usage.sink.kind === 'sqlite') expect(existsSync(join(usage.sink.directory, '2019-01.db'))).toBe(false)
    expect((await storedEvents(database.storage)).length).toBeGreaterThan(0)
  })

  test('rollups go by their age', async () => {
    const { usage } = database.storage
    const old = Date.UTC(2018, 3, 5, 10)
    await ship(
      sink,
      { events: [event({ apiId: 'api_old', at: old }), event({ apiId: 'api_old' })] },
      journalId,
      1,
    )
    await usage.pruneRollups({ hours: old + 1, days: old - 86_400_000 })
    expect(await counted('api_old')).toMatchObject({ verifications: 1 })
    expect(await counted('api_old', 'days')).toMatchObject({ verifications: 2 })
  })

  async function dropMonth(month: string): Promise<void> {
    const target = database.storage.usage.sink
    if (target.kind === 'sqlite') {
      for (const end of ['', '-wal', '-shm'])
        rmSync(join(target.directory, `${month}.db${end}`), { force: true })
      expect(existsSync(join(target.directory, `${month}.db`))).toBe(false)
      return
    }
    const client = new Client({ connectionString: target.url })
    await client.connect()
    for (const table of ['blocks', 'postings', 'outcomes'])
      await client.query(`drop table usage.${table}_${month.replace('-', '_')}`)
    await client.end()
  }
})
