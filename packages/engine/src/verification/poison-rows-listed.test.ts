import { describe, expect, test } from 'vitest'
import { deleteApi } from '../apis/delete-api.ts'
import { getApi } from '../apis/get-api.ts'
import { listApis } from '../apis/list-apis.ts'
import { updateApi } from '../apis/update-api.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { getOrganization } from '../organizations/get-organization.ts'
import { listOrganizations } from '../organizations/list-organizations.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'

/** Columns as no verb writes them, and the members that are then named as unreadable. */
const organizationColumns: [Record<string, unknown>, string[]][] = [
  [{ rate_limits: '[' }, ['rateLimits']],
  [{ rate_limits: 'null' }, ['rateLimits']],
  [{ rate_limits: '[{"name":"d","limit":-1,"windowSeconds":60}]' }, ['rateLimits']],
  [{ scope_ceiling: '"*"' }, ['scopeCeiling']],
  [{ scope_ceiling: '' }, ['scopeCeiling']],
  [{ key_policy: 'null' }, ['keyPolicy']],
  [{ key_policy: '{"rotation":7}' }, ['keyPolicy']],
  [{ key_policy: '{"requireExpiry":"yes"}' }, ['keyPolicy']],
  [{ business_hours: '{"days":1}' }, ['businessHours']],
  [{ key_policy: '', business_hours: '' }, ['businessHours', 'keyPolicy']],
  [{ created_at: 9_007_199_254_740_991, updated_at: -9_007_199_254_740_991 }, []],
  [{ timezone: 'Mars/Olympus' }, []],
]
const apiColumns: [Record<string, unknown>, string[]][] = [
  [{ scopes: '{' }, ['scopes']],
  [{ scopes: '[{"name":7}]' }, ['scopes']],
  [{ environments: 'null' }, ['environments']],
  [{ rotation: '{"production":-1}' }, ['rotation']],
  [{ sensitive_endpoints: '[null]' }, ['sensitiveEndpoints']],
  [{ test_request: '[]' }, ['testRequest']],
  [{ portal_origins: '{}' }, ['portalOrigins']],
  [{ console: '7' }, ['console']],
  [{ credential_header: 'Cookie', max_lifetime_days: -5 }, []],
  [{ created_at: 9_007_199_254_740_991 }, []],
]

onBothDatabases(suite => {
  const poisonOrganization = (id: string, columns: Record<string, unknown>) =>
    suite.write({ kind: 'organization', id }, tx =>
      tx.updateTable('organizations').set(columns).where('id', '=', id).execute(),
    )
  const poisonApi = (id: string, columns: Record<string, unknown>) =>
    suite.write({ kind: 'api', id }, tx => tx.updateTable('apis').set(columns).where('id', '=', id).execute())

  describe('an organization with', () => {
    test.each(organizationColumns)(
      '%j is read, listed, renamed without loosening, and deleted',
      async (columns, names) => {
        const { id: organizationId } = await suite.organization()
        await poisonOrganization(organizationId, columns)
        const read = await getOrganization(suite.ctx, { organizationId })
        expect(read.unreadable ?? []).toEqual(names)
        const { data } = await listOrganizations(suite.ctx, { limit: 200 })
        expect(data.find(({ id }) => id === organizationId)).toEqual(read)
        await updateOrganization(suite.ctx, { organizationId, patch: { name: 'Renamed' } })
        const stored = await suite.ctx.storage.lookups
          .selectFrom('organizations')
          .selectAll()
          .where('id', '=', organizationId)
          .executeTakeFirstOrThrow()
        const { updated_at: _, ...kept } = columns
        expect(stored).toMatchObject(kept)
        await deleteOrganization(suite.ctx, { organizationId })
      },
    )
  })

  describe('an API with', () => {
    test.each(apiColumns)(
      '%j is read, listed, renamed without loosening, and deleted',
      async (columns, names) => {
        const { id: apiId } = await suite.api()
        await poisonApi(apiId, columns)
        const read = await getApi(suite.ctx, { apiId })
        expect(read.unreadable ?? []).toEqual(names)
        const { data } = await listApis(suite.ctx, { limit: 200 })
        expect(data.find(({ id }) => id === apiId)).toEqual(read)
        await updateApi(suite.ctx, { apiId, patch: { name: 'Renamed' } })
        const stored = await suite.ctx.storage.lookups
          .selectFrom('apis')
          .selectAll()
          .where('id', '=', apiId)
          .executeTakeFirstOrThrow()
        expect(stored).toMatchObject(columns)
        await deleteApi(suite.ctx, { apiId })
      },
    )
  })

  test('no key is made under rules that cannot be read, and setting them again mends it', async () => {
    const [api, organization] = [await suite.api(), await suite.organization()]
    const place = { apiId: api.id, organizationId: organization.id }
    await poisonOrganization(organization.id, { key_policy: '[' })
    const refused = { code: 'conflict', message: expect.stringContaining('keyPolicy') }
    await expect(suite.key(place)).rejects.toMatchObject(refused)
    const patch = { keyPolicy: { requireExpiry: true } }
    const { result } = await updateOrganization(suite.ctx, { organizationId: organization.id, patch })
    expect(result).not.toHaveProperty('unreadable')
    await poisonApi(api.id, { scopes: '[' })
    await expect(suite.key({ ...place, expiresAt: '2099-01-01' })).rejects.toMatchObject({ code: 'conflict' })
    await updateApi(suite.ctx, { apiId: api.id, patch: { scopes: [{ name: 'leads:read' }] } })
    await suite.key({ ...place, expiresAt: '2099-01-01' })
  })
})
