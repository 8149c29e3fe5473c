import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { findBuiltinApi } from '../apis/api-queries.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { createKey } from '../keys/create-key.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { getKey } from '../keys/get-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createOrganization } from './create-organization.ts'
import { deleteOrganization } from './delete-organization.ts'
import { getOrganization } from './get-organization.ts'
import { listOrganizations } from './list-organizations.ts'
import { updateOrganization } from './update-organization.ts'

onBothDatabases(suite => {
  test('a new organization has defaults for all but its name, and keeps what was given', async () => {
    const plain = await suite.organization()
    expect(plain).toMatchObject({
      name: 'Acme',
      externalId: null,
      scopeCeiling: null,
      timezone: 'UTC',
      businessHours: null,
      suspended: false,
      keyPolicy: {},
      rateLimits: [],
      credits: null,
    })
    const given = {
      externalId: 'crm-7',
      scopeCeiling: ['leads:read', 'lists:*'],
      timezone: 'Europe/Berlin',
      businessHours: { days: ['mon'], from: '09:00', to: '17:00' },
      suspended: true,
      keyPolicy: { maxLifetimeDays: 30, requireExpiry: true },
      rateLimits: [{ name: 'shared', limit: 10, windowSeconds: 60 }],
      credits: { remaining: 7, refill: { amount: 9, every: 'day' as const, timezone: 'Asia/Tokyo' } },
    }
    const full = await suite.organization(given)
    expect(await getOrganization(suite.ctx, { organizationId: full.id })).toMatchObject(given)
    expect(versionOf(full)).toBe(1)
  })

  describe('refuses with a pointer', () => {
    test.each([
      ['/timezone', { timezone: 'Mars/Olympus' }],
      ['/timezone', { timezone: '' }],
      ['/scopeCeiling/1', { scopeCeiling: ['leads:read', 'leads'] }],
      ['/credits/remaining', { credits: { remaining: -1 } }],
      ['/businessHours/days/1', { businessHours: { days: ['mon', 'mon'], from: '09:00', to: '17:00' } }],
      ['/businessHours/to', { businessHours: { days: ['mon'], from: '09:00', to: '09:00' } }],
    ])('%s of %j, at creation and at a change', async (pointer, input) => {
      const refusal = { code: 'invalid_input', errors: [{ pointer, message: expect.any(String) }] }
      await expect(createOrganization(suite.ctx, { name: 'X', ...input })).rejects.toMatchObject(refusal)
      const { id } = await suite.organization()
      await expect(updateOrganization(suite.ctx, { organizationId: id, patch: input })).rejects.toMatchObject(
        refusal,
      )
    })
  })

  test('an external id names one organization, can be searched for, and is free again after a deletion', async () => {
    const { id } = await suite.organization({ externalId: 'crm-1' })
    const other = await suite.organization()
    const taken = { code: 'conflict' }
    await expect(createOrganization(suite.ctx, { name: 'B', externalId: 'crm-1' })).rejects.toMatchObject(
      taken,
    )
    const change = { organizationId: other.id, patch: { externalId: 'crm-1' } }
    await expect(updateOrganization(suite.ctx, change)).rejects.toMatchObject(taken)
    const found = await listOrganizations(suite.ctx, { externalId: 'crm-1' })
    expect(found.data.map(organization => organization.id)).toEqual([id])
    await deleteOrganization(suite.ctx, { organizationId: id })
    expect((await listOrganizations(suite.ctx, { externalId: 'crm-1' })).data).toEqual([])
    await updateOrganization(suite.ctx, change)
  })

  test('a change keeps what it does not name, and can clear what may be empty', async () => {
    const before = await suite.organization({
      externalId: 'x-1',
      scopeCeiling: ['*:read'],
      timezone: 'Asia/Tokyo',
    })
    const patch = { scopeCeiling: null, externalId: null, name: undefined }
    const { result } = await updateOrganization(suite.ctx, { organizationId: before.id, patch })
    expect(result).toMatchObject({
      name: 'Acme',
      timezone: 'Asia/Tokyo',
      scopeCeiling: null,
      externalId: null,
    })
    expect(versionOf(result)).toBe(2)
  })

  test('of changes on the same version one wins', async () => {
    const { id } = await suite.organization()
    const rename = (name: string) =>
      updateOrganization(suite.ctx, { organizationId: id, ifVersion: 1, patch: { name } })
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(rename))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(deleteOrganization(suite.ctx, { organizationId: id, ifVersion: 1 })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
  })

  test('a deletion ends every key, hides the organization and leaves its log', async () => {
    const { key } = await suite.key()
    const { organizationId } = key
    await suite.key({ apiId: key.apiId, organizationId })
    await deleteOrganization(suite.ctx, { organizationId })
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({ status: 'revoked' })
    const gone = { code: 'not_found' }
    await expect(getOrganization(suite.ctx, { organizationId })).rejects.toMatchObject(gone)
    await expect(deleteOrganization(suite.ctx, { organizationId })).rejects.toMatchObject(gone)
    await expect(suite.key({ organizationId })).rejects.toMatchObject(gone)
    const { data } = await listAuditEvents(suite.ctx, { organizationId })
    expect(data[0]).toMatchObject({ action: 'organization.deleted', details: { revokedKeys: 2 } })
    expect(data).toHaveLength(4)
  })

  test('no key is made in an organization or API that is deleted meanwhile', async () => {
    const [organization, api] = [await suite.organization(), await suite.api()]
    const creating = Array.from({ length: 8 }, () =>
      suite.key({ apiId: api.id, organizationId: organization.id }).then(
        ({ key }) => key.id,
        () => null,
      ),
    )
    await deleteOrganization(suite.ctx, { organizationId: organization.id })
    const made = (await Promise.all(creating)).filter(id => id !== null)
    for (const keyId of made) expect(await getKey(suite.ctx, { keyId })).toMatchObject({ status: 'revoked' })
  })

  describe('the organization that operates Keyturn', () => {
    async function operators() {
      const { data } = await listOrganizations(suite.ctx, { limit: 200 })
      expect(data.at(-1)).toMatchObject({ name: 'Keyturn operators' })
      return data.at(-1)!.id
    }

    test.each([
      { suspended: true },
      { scopeCeiling: ['keys:read'] },
      { scopeCeiling: [] },
      { rateLimits: [{ name: 'all', limit: 1, windowSeconds: 3600 }] },
      { keyPolicy: { requireAllowedIps: true } },
      { credits: { remaining: 100 } },
    ])('cannot be locked out of management by %j', async patch => {
      const organizationId = await operators()
      const before = await getOrganization(suite.ctx, { organizationId })
      await expect(updateOrganization(suite.ctx, { organizationId, patch })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(Object.keys(patch)[0]!),
      })
      expect(await getOrganization(suite.ctx, { organizationId })).toEqual(before)
    })

    test('can be described, and cleared of what was set past the verbs', async () => {
      const organizationId = await operators()
      const own = { timezone: 'Europe/Berlin', businessHours: { days: ['mon'], from: '09:00', to: '17:00' } }
      const clear = { suspended: false, scopeCeiling: null, rateLimits: [], keyPolicy: {}, credits: null }
      const { result } = await updateOrganization(suite.ctx, { organizationId, patch: { ...own, ...clear } })
      expect(result).toMatchObject({ ...own, ...clear })
    })

    test('cannot be deleted', async () => {
      const organizationId = await operators()
      await expect(deleteOrganization(suite.ctx, { organizationId })).rejects.toMatchObject({
        code: 'conflict',
      })
    })
  })

  test('a key that is confined to an API sees the customers that have or had keys of it, and nobody else', async () => {
    const [api, without] = [await suite.api(), await suite.organization()]
    const { key } = await suite.key({ apiId: api.id })
    const { key: gone } = await suite.key({ apiId: api.id })
    await deleteKey(suite.ctx, { keyId: gone.id })
    await suite.key({ organizationId: without.id })
    const ctx = suite.as({ reach: { apiId: api.id } })
    const { data } = await listOrganizations(ctx, { limit: 200 })
    expect(data.map(({ id }) => id).sort()).toEqual([key.organizationId, gone.organizationId].sort())
    expect(await getOrganization(ctx, { organizationId: key.organizationId })).toMatchObject({ name: 'Acme' })
    const operators = (await listOrganizations(suite.ctx, { limit: 200 })).data.at(-1)!
    for (const { id } of [without, operators]) {
      await expect(getOrganization(ctx, { organizationId: id })).rejects.toMatchObject({ code: 'not_found' })
    }
    const builtin = await findBuiltinApi(suite.ctx.storage.lookups)
    expect((await listOrganizations(suite.as({ reach: { apiId: builtin!.id } }))).data).toEqual([])
  })

  test('a key that is confined to an API makes the first key of any customer, and none for the operators', async () => {
    const [api, organization] = [await suite.api(), await suite.organization()]
    const ctx = suite.as({ reach: { apiId: api.id } })
    const ask = (organizationId: string) => createKey(ctx, { apiId: api.id, organizationId, name: 'First' })
    expect((await ask(organization.id)).result.key.organizationId).toBe(organization.id)
    const operators = (await listOrganizations(suite.ctx, { limit: 200 })).data.at(-1)!
    await expect(ask(operators.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('the list is newest first and complete while organizations come and go', async () => {
    const made = []
    for (let i = 0; i < 5; i++) made.push((await suite.organization()).id)
    const first = await listOrganizations(suite.ctx, { limit: 2 })
    await suite.organization()
    await deleteOrganization(suite.ctx, { organizationId: made[3]! })
    const second = await listOrganizations(suite.ctx, { limit: 2, cursor: first.nextCursor! })
    const ids = [...first.data, ...second.data].map(({ id }) => id)
    expect(ids).toEqual([made[4], made[3], made[2], made[1]])
  })

  test('the list is searched by name, by the start of the id and of the vendor’s own, and by suspension', async () => {
    const named = await suite.organization({ name: 'Zephyr 100% Ltd' })
    const known = await suite.organization({ name: 'Other', externalId: 'Zeph_42' })
    const ids = async (input: Parameters<typeof listOrganizations>[1]) =>
      (await listOrganizations(suite.ctx, input)).data.map(({ id }) => id)
    expect(await ids({ search: 'zEPH' })).toEqual([known.id, named.id])
    expect(await ids({ search: '100%' })).toEqual([named.id])
    expect(await ids({ search: 'h_4' })).toEqual([])
    expect(await ids({ search: 'zeph_' })).toEqual([known.id])
    expect(await ids({ search: named.id })).toEqual([named.id])
    await updateOrganization(suite.ctx, { organizationId: named.id, patch: { suspended: true } })
    expect(await ids({ search: 'zeph', suspended: true })).toEqual([named.id])
    expect(await ids({ search: 'zeph', suspended: false })).toEqual([known.id])
    const elsewhere = suite.as({ reach: { organizationId: known.id } })
    expect((await listOrganizations(elsewhere, { search: 'zeph' })).data.map(({ id }) => id)).toEqual([
      known.id,
    ])
  })
})
