import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import { facetName, packFacets } from '../storage/facet-sums.ts'
import type { RollupLevel } from '../storage/tables.ts'
import { measureNames, type RollupRow, type UsageSink } from '../storage/usage-sink.ts'
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

  beforeAll(async () => {
    database = await makeDatabase(kind)
    sink = await openUsageSink(database.storage.usage.sink, clock, { retentionMonths: 13 })
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
})
