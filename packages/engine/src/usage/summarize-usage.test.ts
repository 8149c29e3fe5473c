import { GrantedScopes } from '@keyturn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { everything, type Reach } from '../access/reach.ts'
import type { ReadContext } from '../access/read-context.ts'
import { newId } from '../ids/new-id.ts'
import { openUsageSink } from './open-usage-sink.ts'
import { type SummarizeUsageInput, summarizeUsage } from './summarize-usage.ts'
import { sampleEvent } from './testing/sample-events.ts'
import { shipBatch } from './testing/stored-events.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'
import type { UsageEvent } from './usage-event.ts'

const hourMs = 3_600_000
const start = Date.UTC(2026, 10, 18, 22)
const now = start + 6 * hourMs

/** Six hours over midnight, one verification every ten minutes, of three keys in two organizations and two APIs. */
const events: UsageEvent[] = Array.from({ length: 36 }, (_, i) => {
  const at = start + i * 600_000
  return sampleEvent({
    id: newId('ver', at),
    at,
    keyId: `key_${i % 3}`,
    organizationId: i % 3 === 2 ? 'org_b' : 'org_a',
    apiId: i % 2 ? 'api_odd' : 'api_even',
    environment: i % 4 ? 'live' : 'test',
    code: i % 6 ? 'valid' : 'rate_limited',
    cost: 2,
    method: 'GET',
    path: i % 9 === 0 ? null : `/v1/leads/${i}`,
    country: i % 4 === 1 ? 'DE' : null,
  })
})
const outcomes = events.slice(0, 12).map((event, i) => ({
  verificationId: event.id,
  status: [204, 301, 404, 500][i % 4] ?? 200,
  durationMs: i === 0 ? null : i,
  reportedAt: event.at,
  reach: everything,
}))

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const clock = { now: () => now, monotonic: () => 0 }
    const sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 13 })
    // In parts, so that rows are added to and not only made.
    for (let part = 0; part < 3; part++) {
      const batch = {
        events: events.filter((_, i) => i % 3 === part),
        outcomes: part === 2 ? outcomes : [],
      }
      await shipBatch(sink, batch, { journalId: 'jnl_1', position: part + 1 })
    }
    await sink.close()
  })
  afterAll(() => database.drop())

  function context(options: { reach?: Reach; scopes?: string[] } = {}): ReadContext {
    const reach = options.reach ?? everything
    const scopes = GrantedScopes.of(options.scopes ?? ['*'])
    const clock = { now: () => now, monotonic: () => 0 }
    return {
      storage: database.storage,
      clock,
      reach,
      principal: { ...systemPrincipal('test'), scopes, reach },
    }
  }

  async function sums(input: SummarizeUsageInput, reach = everything) {
    const { data } = await summarizeUsage(context({ reach }), input)
    return data.map(({ at, group, verifications, cost }) => ({ at, group, verifications, cost }))
  }

  /** The same from the events themselves. */
  function expected(
    intervalMs: number,
    groupOf: (event: UsageEvent) => string | null,
    matches: (event: UsageEvent) => boolean = () => true,
  ) {
    const groups = new Map<
      string,
      { at: string; group: string | null; verifications: number; cost: number }
    >()
    for (const event of events.filter(matches)) {
      const at = new Date(Math.floor(event.at / intervalMs) * intervalMs).toISOString()
      const group = groupOf(event)
      const sum = groups.get(`${at} ${group ?? ''}`) ?? { at, group, verifications: 0, cost: 0 }
      sum.verifications += 1
      sum.cost += event.code === 'valid' ? event.cost : 0
      groups.set(`${at} ${group ?? ''}`, sum)
    }
    return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum)
  }

  const none = () => null
  test.each<[SummarizeUsageInput, (event: UsageEvent) => string | null, ((event: UsageEvent) => boolean)?]>([
    [{}, none],
    [{ groupBy: 'key' }, event => event.keyId],
    [{ groupBy: 'organization' }, event => event.organizationId],
    [{ groupBy: 'api' }, event => event.apiId],
    [{ groupBy: 'code' }, event => event.code],
    [{ groupBy: 'country' }, event => event.country],
    [{ groupBy: 'endpoint' }, event => event.path && 'GET /v1/leads/{id}'],
    [{ groupBy: 'code', keyId: 'key_1' }, event => event.code, event => event.keyId === 'key_1'],
    [
      { groupBy: 'key', organizationId: 'org_a' },
      event => event.keyId,
      event => event.organizationId === 'org_a',
    ],
    [{ groupBy: 'country', apiId: 'api_odd' }, event => event.country, event => event.apiId === 'api_odd'],
    [{ code: 'rate_limited' }, none, event => event.code === 'rate_limited'],
    [{ environment: 'test' }, none, event => event.environment === 'test'],
    [{ keyId: 'key_none' }, none, () => false],
  ])('%j sums what the events say, by hour and by day', async (input, groupOf, matches) => {
    expect(await sums({ interval: 'hour', ...input })).toEqual(expected(hourMs, groupOf, matches))
    expect(await sums({ interval: 'day', ...input })).toEqual(expected(24 * hourMs, groupOf, matches))
  })

  test('a range takes whole intervals, the first that it touches and none that begins at its end', async () => {
    const [from, to] = [start + hourMs + 1, start + 3 * hourMs]
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    const within = (event: UsageEvent) => event.at >= start + hourMs && event.at < to
    expect(await sums({ interval: 'hour', ...range })).toEqual(expected(hourMs, none, within))
  })

  test('a credential sees the sums within its reach, whatever it asks for', async () => {
    const ofB = { organizationId: 'org_b', apiId: null }
    const inB = (event: UsageEvent) => event.organizationId === 'org_b'
    for (const groupBy of ['key', 'organization'] as const)
      expect(await sums({ groupBy }, ofB)).toEqual(
        expected(24 * hourMs, event => (groupBy === 'key' ? event.keyId : event.organizationId), inB),
      )
    expect(await sums({}, ofB)).toEqual(expected(24 * hourMs, none, inB))
    expect(await sums({ organizationId: 'org_a' }, ofB)).toEqual([])
    expect(await sums({ keyId: 'key_0' }, ofB)).toEqual([])
    const odd = { organizationId: null, apiId: 'api_odd' }
    expect(await sums({}, odd)).toEqual(expected(24 * hourMs, none, event => event.apiId === 'api_odd'))
    expect(await sums({ apiId: 'api_even' }, odd)).toEqual([])
  })

  test('outcomes are counted by class with their durations, in the interval of their verification', async () => {
    const { data } = await summarizeUsage(context(), { interval: 'hour' })
    expect(data.map(each => each.outcomes.count)).toEqual([6, 6, 0, 0, 0, 0])
    expect(data[0]?.outcomes).toEqual({
      count: 6,
      status2xx: 2,
      status3xx: 2,
      status4xx: 1,
      status5xx: 1,
      durationMsAverage: 3,
      durationMsMax: 5,
    })
    expect(data[2]?.outcomes).toMatchObject({ durationMsAverage: null, durationMsMax: null })
  })

  test.each([1, 4, 5, 1_000])('pages of about %i walk all sums once and cut no interval', async limit => {
    const walked = []
    let cursor: string | undefined
    do {
      const page = await summarizeUsage(context(), { interval: 'hour', groupBy: 'key', limit, cursor })
      const ends = walked.at(-1)?.at
      expect(page.data.every(each => each.at !== ends)).toBe(true)
      walked.push(
        ...page.data.map(({ at, group, verifications, cost }) => ({ at, group, verifications, cost })),
      )
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(walked).toEqual(expected(hourMs, event => event.keyId))
  })

  test('refuses without the scope, with a foreign cursor, and a range that is none or too long', async () => {
    const without = context({ scopes: ['keys:read', 'usage:write'] })
    await expect(summarizeUsage(without)).rejects.toMatchObject({ code: 'insufficient_scope' })
    const refusals: [SummarizeUsageInput, string][] = [
      [{ cursor: 'bm9uZQ' }, 'invalid_cursor'],
      [{ from: '2026-11-20T00:00:00Z', to: '2026-11-19T00:00:00Z' }, 'invalid_input'],
      [{ interval: 'hour', from: '2026-10-01T00:00:00Z' }, 'invalid_input'],
      [{ from: '2020-01-01T00:00:00Z' }, 'invalid_input'],
      [{ from: 'today' }, 'invalid_input'],
    ]
    for (const [input, code] of refusals)
      await expect(summarizeUsage(context(), input)).rejects.toMatchObject({ code })
  })
})
