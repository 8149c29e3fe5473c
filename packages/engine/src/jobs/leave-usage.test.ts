import { expect, test } from 'vitest'
import { createApi } from '../apis/create-api.ts'
import { createKey } from '../keys/create-key.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { listUsageEvents } from '../usage/list-usage-events.ts'
import { leaveUsage, type PastUse } from './leave-usage.ts'

onBothDatabases(suite => {
  test('past uses are in the log at their own times once the next node is ready, with outcomes and secrets', async () => {
    const ctx = suite.test.context()
    const { id: apiId } = (await createApi(ctx, { name: 'Leads', prefix: 'past' })).result
    const { id: organizationId } = (await createOrganization(ctx, { name: 'Northwind' })).result
    const { key } = (await createKey(ctx, { name: 'Sync', apiId, organizationId })).result
    const at = Date.now() - 3 * 86_400_000
    const use: PastUse = {
      ...{ organizationId, apiId, keyId: key.id, environment: 'live', code: 'valid', cost: 5, at },
      ...{
        method: 'GET',
        path: '/v1/leads',
        ip: '203.0.113.7',
        country: null,
        userAgent: 'a/1',
        origin: null,
      },
      outcome: { status: 201, durationMs: 12 },
    }
    const later = { ...use, at: Date.now(), code: 'revoked', outcome: null }
    await leaveUsage(ctx, { dataDirectory: suite.test.dataDirectory, uses: [later, use] })
    const next = await suite.test.addNode()
    const { data } = await listUsageEvents(ctx, { keyId: key.id, limit: 10 })
    await next.close()
    const [newest, oldest] = data
    expect(newest).toMatchObject({ code: 'revoked', outcome: null, secretId: expect.stringMatching(/^sec_/) })
    expect(oldest).toMatchObject({
      ...{ at: new Date(at).toISOString(), code: 'valid', cost: 5, keyName: 'Sync', path: '/v1/leads' },
      ...{ secretId: null, outcome: { status: 201, durationMs: 12 } },
    })
    expect(data).toHaveLength(2)
  })
})
