import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import { facetName, packFacets } from '../storage/facet-sums.ts'
import type { RollupLevel } from '../storage/tables.ts'
import { type DamagedRow, measureNames, type RollupRow, type UsageSink } from '../storage/usage-sink.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { openUsageSink } from './open-usage-sink.ts'
import { summarizeUsage } from './summarize-usage.ts'
import { makeDatabase, type TestDatabase } from './testing/usage-databases.ts'

const bucket = Date.UTC(2026, 10, 18, 22)
const clock = { now: () => bucket, monotonic: () => 0 }
const nothingElse = {
  keyUses: { ids: [], times: [] },
  secretUses: { ids: [], times: [] },
  early: [],
}

function packed(...paths: string[]): Buffer {
  return packFacets(paths.map(path => ({ name: facetName('endpoint', path), sums: sumsOf(1) })))
}

function sumsOf(verifications: number): number[] {
  return measureNames.map((_, which) => (which < 2 ? verifications : 0))
}

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let sink: UsageSink
  const told: DamagedRow[] = []

  beforeAll(async () => {
    database = await makeDatabase(kind)
    const { usage } = database.storage
    const onDamaged = (row: DamagedRow) => usage.damaged.note(row)
    sink = await openUsageSink(usage.sink, clock, { retentionMonths: 13, onDamaged })
    usage.damaged.onFound(row => told.push(row))
  })
  afterAll(async () => {
    await sink.close()
    await database.drop()
  })

  async function count(organizationId: string, position: number, facets: Buffer): Promise<void> {
    const level: RollupLevel = 'organization'
    const source = { level, organizationId, apiId: 'api_1', keyId: '', environment: 'live' }
    const row: RollupRow = { period: 'hours', bucket, source, code: 'valid', sums: sumsOf(2), facets }
    await sink.count({ ...nothingElse, rollups: [row] }, `jnl_${organizationId}`, position)
  }

  async function endpointsOf(organizationId: string) {
    const principal = systemPrincipal('test')
    const ctx = { storage: database.storage, clock, reach: everything, principal }
    const from = new Date(bucket).toISOString()
    const to = new Date(bucket + 3_600_000).toISOString()
    const { data } = await summarizeUsage(ctx, {
      organizationId,
      interval: 'hour',
      from,
      to,
      groupBy: 'endpoint',
    })
    return data.map(({ group, verifications }) => ({ group, verifications }))
  }

  test('a row whose facets are cut short is shown without them and counted on, and no other row gets them', async () => {
    const whole = packed('GET /a', 'GET /secret')
    await count('org_a', 1, whole.subarray(0, whole.length - 12))
    expect(await endpointsOf('org_a')).toEqual([{ group: null, verifications: 2 }])
    await count('org_a', 2, packed('GET /a', 'POST /z'))
    expect(await sink.shippedTo('jnl_org_a')).toMatchObject({ position: 2 })
    await count('org_b', 1, packed('GET /b'))
    expect(await endpointsOf('org_a')).toEqual([
      { group: null, verifications: 2 },
      { group: 'GET /a', verifications: 1 },
      { group: 'POST /z', verifications: 1 },
    ])
    expect(await endpointsOf('org_b')).toEqual([
      { group: null, verifications: 1 },
      { group: 'GET /b', verifications: 1 },
    ])
  })

  test('a damaged row is told of once and counted, whether it is read or added to first', async () => {
    const { damaged } = database.storage.usage
    const whole = packed('GET /a', 'GET /secret')
    const cut = whole.subarray(0, whole.length - 12)
    for (const first of ['read', 'added to'] as const) {
      const [before] = [damaged.count, told.splice(0)]
      const organizationId = `org_${first}`
      await count(organizationId, 1, cut)
      if (first === 'read') await endpointsOf(organizationId)
      else await count(organizationId, 2, packed('GET /a'))
      expect(told).toEqual([{ period: 'hours', bucket, source: expect.any(Number), code: 'valid' }])
      if (first === 'read') await count(organizationId, 2, packed('GET /a'))
      await endpointsOf(organizationId)
      expect([told.length, damaged.count]).toEqual([1, before + 1])
    }
  })
})

const lines: object[] = []
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (fields: object) => lines.push(fields) }

onBothDatabases(
  suite => {
    test('a node that adds to a damaged row says so in its log, once, and counts it in its state', async () => {
      lines.length = 0
      const { key, secret } = await suite.key()
      const { organizationId, apiId, environment } = key
      const source = { level: 'organization' as const, organizationId, apiId, keyId: '', environment }
      const now = Date.now()
      const cut = packed('GET /a', 'GET /secret').subarray(0, 20)
      // Whichever hour it is when the verification is counted.
      const rollups = [0, 3_600_000].map(
        (later): RollupRow => ({
          period: 'hours',
          bucket: now - (now % 3_600_000) + later,
          source,
          code: 'valid',
          sums: sumsOf(1),
          facets: cut,
        }),
      )
      const { usage } = suite.ctx.storage
      const writer = await openUsageSink(usage.sink, suite.ctx.clock, { retentionMonths: 13 })
      await writer.count({ ...nothingElse, rollups }, `jnl_of_${organizationId}`, 1)
      await writer.close()
      for (let use = 0; use < 2; use++) {
        await suite.verify(secret, { request: { method: 'GET', path: '/v1/leads' } })
        await suite.engine.usage.flush()
      }
      expect(suite.engine.status().unreadable).toEqual({ api: 0, organization: 0, key: 0, usage: 1 })
      expect(lines).toEqual([
        { period: 'hours', at: expect.stringMatching(/:00:00/), source: expect.any(Number), code: 'valid' },
      ])
    })
  },
  { log },
)
