import { randomBytes } from 'node:crypto'
import type { ApiView, AuditEventView, KeyView, MemberView, OrganizationView } from '@keyturn/contract/client'
import { generateToken } from '@keyturn/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleKeys } from '../../scripts/samples/sample-keys.ts'
import { sampleOrganizations } from '../../scripts/samples/sample-organizations.ts'
import { writeHistory } from '../../scripts/samples/write-history.ts'
import { databases, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { removeTemporary, temporaryDatabase, temporaryDirectory } from '../harness/temporary-data.ts'

/** The five systems that Keyturn must be, each of them by configuration alone. */
const journeys = [
  {
    ...{ name: 'Explorium', prefix: 'ex', policy: 'one_per_organization', reveal: 'anytime' },
    header: 'X-API-Key',
    console: {
      ...{ portalName: 'Admin Portal', section: 'Access & Authentication', page: 'Getting Your API Key' },
      ...{ display: 'masked', requires: ['view_keys', 'reveal_keys'] },
    },
  },
  {
    ...{ name: 'Enrich Engine', prefix: 'ee', policy: 'many', reveal: 'once', header: 'X-API-Key' },
    console: { section: 'Settings', page: 'API Keys', form: 'full', submitLabel: 'Create' },
  },
  {
    ...{ name: 'Orufy', prefix: 'or', policy: 'many', reveal: 'once', header: 'X-API-Key' },
    console: {
      ...{ section: 'Settings', page: 'API Keys', form: 'name' },
      ...{ fieldLabel: 'Key Name', submitLabel: 'Generate' },
    },
  },
  {
    ...{ name: 'AutoReach', prefix: 'ak', policy: 'many', reveal: 'once', header: 'Authorization: Bearer' },
    console: { section: 'Settings', page: 'API Keys', form: 'full', submitLabel: 'Create' },
  },
  {
    ...{ name: 'ActiveProspect', prefix: 'ap', policy: 'one_per_organization', reveal: 'anytime' },
    header: 'Authorization: Bearer',
    console: {
      ...{ section: 'Settings', page: 'Technical', display: 'shown' },
      requires: ['manage_billing', 'manage_users'],
    },
  },
]

describe.each(databases)('the sample data on %s', { timeout: 120_000 }, database => {
  let keyturn: StartedKeyturn
  let databaseUrl: string | null
  let dataDirectory: string
  let repeated: boolean
  let apis: ApiView[]
  let organizations: OrganizationView[]
  let keys: KeyView[]

  beforeAll(async () => {
    dataDirectory = temporaryDirectory()
    databaseUrl = database === 'postgres' ? await temporaryDatabase() : null
    const rootKey = generateToken({ prefix: 'kt', environment: 'live', randomBytes })
    const installation = { dataDirectory, databaseUrl, rootKey, version: '0.0.0-test' }
    expect(await writeHistory(installation)).toBe(true)
    repeated = await writeHistory(installation)
    keyturn = await startKeyturn({ database, dataDirectory, databaseUrl, rootKey })
    const { client } = keyturn
    apis = (await client.apis.list({ limit: 200 })).data
    organizations = (await client.organizations.list({ limit: 200 })).data
    keys = (await client.keys.list({ limit: 200 })).data
  }, 180_000)
  afterAll(async () => {
    await keyturn?.remove()
    await removeTemporary([databaseUrl, dataDirectory])
  })

  const apiOf = (prefix: string) => apis.find(api => api.prefix === prefix)

  test('is written once', () => {
    expect(repeated).toBe(false)
    expect(apis).toHaveLength(journeys.length + 1)
    const ids = organizations.flatMap(({ externalId }) => externalId ?? [])
    expect(ids.toSorted()).toEqual(sampleOrganizations.map(({ externalId }) => externalId).toSorted())
    const there = sampleKeys.filter(({ events = [] }) => !events.some(({ kind }) => kind === 'deleted'))
    const found = keys.flatMap(({ externalId }) => externalId ?? [])
    expect(found.toSorted()).toEqual(there.map(({ externalId }) => externalId).toSorted())
  })

  test.each(journeys)('$name is as its journey says', ({ name, prefix, policy, reveal, header, console }) => {
    expect(apiOf(prefix)).toMatchObject({
      name,
      keyPolicy: policy,
      reveal,
      credentialHeader: header,
      console,
    })
  })

  test.each(journeys)('$name has customers, each with keys of their own', ({ prefix, policy }) => {
    const own = keys.filter(({ apiId }) => apiId === apiOf(prefix)?.id)
    const owners = own.map(({ organizationId }) => organizationId)
    expect(new Set(owners).size).toBeGreaterThanOrEqual(3)
    if (policy === 'one_per_organization') expect(new Set(owners).size).toBe(owners.length)
  })

  test('one customer has keys in every state, with every kind of restriction, and of somebody who has left', () => {
    const northwind = organizations.find(({ externalId }) => externalId === 'sample-northwind')
    const own = keys.filter(({ organizationId }) => organizationId === northwind?.id)
    expect(new Set(own.map(({ status }) => status))).toEqual(
      new Set(['active', 'disabled', 'expired', 'revoked', 'rotating']),
    )
    const soon = Date.now() + 7 * 86_400_000
    const isExpiring = ({ expiresAt, status }: KeyView) =>
      status === 'active' && expiresAt !== null && Date.parse(expiresAt) < soon
    expect(own.some(isExpiring)).toBe(true)
    const month = Date.now() - 30 * 86_400_000
    const old = own.filter(({ createdAt }) => Date.parse(createdAt) < month)
    expect(old.some(({ lastUsedAt }) => lastUsedAt === null)).toBe(true)
    expect(old.some(({ lastUsedAt }) => lastUsedAt !== null && Date.parse(lastUsedAt) < month)).toBe(true)
    for (const restriction of ['rateLimits', 'credits', 'allowedIps'] as const)
      expect(
        own.some(key => key[restriction] !== null),
        restriction,
      ).toBe(true)
    expect(own.some(({ makerLeft }) => makerLeft)).toBe(true)
  })

  test('people may do different things, and somebody is in two organizations', async () => {
    const all: MemberView[] = []
    for (const { id } of organizations)
      all.push(...(await keyturn.client.organizations.listMembers(id, { limit: 200 })).data)
    expect(all.every(({ userId }) => userId !== null)).toBe(true)
    expect(new Set(all.map(({ permissions }) => permissions.toSorted().join())).size).toBeGreaterThan(4)
    expect(all.length).toBeGreaterThan(new Set(all.map(({ userId }) => userId)).size)
  })

  test('a month of usage has refusals of every kind, several endpoints and addresses, and quiet weekends', async () => {
    const { usage } = keyturn.client
    const period = { interval: 'day' as const, from: new Date(Date.now() - 31 * 86_400_000).toISOString() }
    const codes = new Set<string | null>()
    for await (const { group } of usage.summary({ ...period, groupBy: 'code', limit: 200 })) codes.add(group)
    for (const code of [
      ...['valid', 'revoked', 'disabled', 'expired', 'organization_suspended', 'ip_not_allowed'],
      ...['insufficient_scope', 'rate_limited', 'credits_exhausted'],
    ])
      expect(codes, code).toContain(code)
    const endpoints = new Set<string | null>()
    for await (const { group } of usage.summary({ ...period, groupBy: 'endpoint', limit: 200 }))
      endpoints.add(group)
    expect(endpoints.size).toBeGreaterThan(10)
    const days = (await usage.summary({ ...period, limit: 200 })).data
    const busy = (wanted: boolean) => {
      const found = days.filter(({ at }) => (new Date(at).getUTCDay() % 6 === 0) === wanted)
      return found.reduce((sum, { verifications }) => sum + verifications, 0) / found.length
    }
    expect(days.length).toBeGreaterThanOrEqual(31)
    expect(busy(true)).toBeLessThan(busy(false) * 0.8)
  })

  test('the audit log is whole, tells who did what, and has nothing of the future', async () => {
    expect(await keyturn.client.audit.verify()).toMatchObject({ valid: true })
    const events: AuditEventView[] = []
    for await (const event of keyturn.client.audit.events({ limit: 200 })) events.push(event)
    const revoked = events.find(({ action }) => action === 'key.revoked')
    expect(revoked).toMatchObject({ actor: { type: 'user' }, ip: expect.stringMatching(/^\d/) })
    const actions = new Set(events.map(({ action }) => action))
    for (const action of ['key.rotated', 'key.revealed', 'key.deleted', 'member.deleted', 'member.invited'])
      expect(actions, action).toContain(action)
    expect(events.every(({ at }) => Date.parse(at) <= Date.now())).toBe(true)
  })
})
