import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { ReadContext } from '../access/read-context.ts'
import { newId } from '../ids/new-id.ts'
import { openUsageSink } from './open-usage-sink.ts'
import { summarizeUsage } from './summarize-usage.ts'
import { sampleEvent } from './testing/sample-events.ts'
import { shipBatch } from './testing/stored-events.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'

const now = Date.UTC(2026, 10, 20, 12)
const clock = { now: () => now, monotonic: () => 0 }

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let context: ReadContext

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 13 })
    const events = Array.from({ length: 1_400 }, (_, i) =>
      sampleEvent({ id: newId('ver', now), at: now, keyId: `key_${i}`, organizationId: `org_${i % 2}` }),
    )
    await shipBatch(sink, { events }, { journalId: 'jnl_1', position: 1 })
    await sink.close()
    context = {
      storage: database.storage,
      clock,
      reach: everything,
      principal: systemPrincipal('test'),
    }
  })
  afterAll(() => database.drop())

  const month = { from: '2026-10-21T00:00:00Z', to: '2026-11-21T00:00:00Z' }

  test('so many groups in so many intervals that it would take seconds are refused, with what to do', async () => {
    await expect(
      summarizeUsage(context, { ...month, interval: 'hour', groupBy: 'key' }),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/groupBy', message: expect.stringContaining('narrow') }],
    })
  })

  test.each([
    ['by day', { ...month, interval: 'day', groupBy: 'key' }],
    ['in one organization', { ...month, interval: 'hour', groupBy: 'key', organizationId: 'org_1' }],
    ['without groups', { ...month, interval: 'hour' }],
  ] as const)('the same is summed up %s', async (_, input) => {
    const { data } = await summarizeUsage(context, { ...input, limit: 10_000 })
    const all = 'organizationId' in input ? 700 : 1_400
    expect(data.reduce((sum, bucket) => sum + bucket.verifications, 0)).toBe(all)
  })
})
