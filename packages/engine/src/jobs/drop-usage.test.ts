import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SteadyTime } from '../clock/steady-time.ts'
import { firstIdAt } from '../ids/new-id.ts'
import { openUsageSink } from '../usage/open-usage-sink.ts'
import { collectingLogger, sampleEvent } from '../usage/testing/sample-events.ts'
import { shipBatch } from '../usage/testing/stored-events.ts'
import { makeDatabase, type TestDatabase } from '../usage/testing/usage-databases.ts'
import { dropUsage } from './drop-usage.ts'

const monthsAgo = (months: number): number => Date.UTC(2026, 10 - months, 15)
const at = { now: monthsAgo(0) }
const clock = { now: () => at.now, monotonic: () => 0 }

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 100 })
    const events = [0, 1, 2, 3, 70].map(months => {
      const at = monthsAgo(months)
      return sampleEvent({ at, id: firstIdAt('ver', at) })
    })
    await shipBatch(sink, { events }, { journalId: 'jnl_1', position: 1 })
    await sink.close()
  })
  afterAll(() => database.drop())

  async function bucketsOf(period: 'hours' | 'days'): Promise<number> {
    const rows = await database.storage.reader.selectFrom(`usage.${period}`).select('bucket').execute()
    return new Set(rows.map(row => row.bucket)).size
  }

  test('a clock that leaps ahead while the node runs drops nothing, and is told', async () => {
    const log = collectingLogger()
    const { storage } = database
    const time = new SteadyTime(clock)
    at.now = Date.UTC(2036, 10, 15)
    expect(await dropUsage({ storage, time, log, months: 2 })).toEqual([])
    at.now = monthsAgo(0)
    expect(await storage.usage.months()).toHaveLength(5)
    expect(await bucketsOf('days')).toBe(5)
    expect(log.lines).toMatchObject([{ level: 'error' }])
  })

  test('a process that starts with a clock years ahead drops nothing', async () => {
    const { storage } = database
    at.now = Date.UTC(2036, 10, 15)
    const time = new SteadyTime(clock)
    expect(await dropUsage({ storage, time, log: collectingLogger(), months: 80 })).toEqual([])
    at.now = monthsAgo(0)
    expect(await bucketsOf('hours')).toBe(5)
    expect(await bucketsOf('days')).toBe(5)
  })

  test('months past retention go whole, one a run, sums by hour with them, and sums by day after five years', async () => {
    const log = collectingLogger()
    const { storage } = database
    const time = new SteadyTime(clock)
    const run = { storage, time, log, months: 2 }
    expect(await dropUsage(run)).toEqual(['2021-01'])
    expect(await dropUsage(run)).toEqual(['2026-08'])
    expect(await storage.usage.months()).toEqual(['2026-11', '2026-10', '2026-09'])
    expect(await bucketsOf('hours')).toBe(3)
    expect(await bucketsOf('days')).toBe(4)
    expect(log.lines).toHaveLength(2)
    expect(await dropUsage(run)).toEqual([])
    expect(log.lines).toHaveLength(2)
  })
})
