import { operations } from '@keyturn/contract'
import type { KeyturnClient } from '@keyturn/contract/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
let root: KeyturnClient

beforeAll(async () => {
  server = await openTestServer()
  root = server.client()
})
afterAll(() => server.close())

function expectShape(operationId: (typeof operations)[number]['operationId'], body: unknown) {
  const operation = operations.find(candidate => candidate.operationId === operationId)
  expect(operation?.success.schema?.safeParse(body).error?.issues ?? []).toEqual([])
}

const everySetting = {
  name: 'Everything',
  environments: ['live', 'test', 'staging'],
  scopes: [{ name: 'smtp:manage', description: 'SMTP', sensitive: true }],
  keyPolicy: 'many',
  reveal: 'once',
  rotation: { production: 30 },
  maxLifetimeDays: 365,
  sensitiveEndpoints: [{ method: 'POST', path: '/v1/exports/**' }],
  credentialHeader: 'Authorization: Bearer',
  baseUrl: 'https://api.example.com',
  testRequest: { method: 'GET', path: '/v1/me' },
  envVariable: 'EXAMPLE_KEY',
  portalOrigins: ['https://app.example.com'],
  console: {
    section: 'Settings',
    page: 'API Keys',
    form: 'name',
    display: 'masked',
    requires: ['manage_keys'],
  },
} as const

test('an API keeps every setting that it was given', async () => {
  const body = { ...everySetting, prefix: 'ev' }
  const answer = await server.call('POST', '/v1/apis', { body })
  expect(answer).toMatchObject({
    status: 201,
    json: { ...body, rotation: { production: 30, development: 180, elevated: 45 } },
  })
  expectShape('createApi', answer.json)
})

test('defaults are those of the contract', async () => {
  const created = await root.apis.create({ name: 'Short', prefix: 'sh' })
  expect(created).toMatchObject({
    environments: ['live', 'test'],
    scopes: [],
    keyPolicy: 'many',
    reveal: 'once',
    rotation: { production: 90, development: 180, elevated: 45 },
  })
})

test('a change, a conflict, an ETag, a deletion', async () => {
  const { id } = await root.apis.create({ name: 'Changing', prefix: 'ch' })
  await expect(root.apis.create({ name: 'Again', prefix: 'ch' })).rejects.toMatchObject({
    status: 409,
    code: 'conflict',
  })
  const read = await server.call('GET', `/v1/apis/${id}`)
  expectShape('getApi', read.json)
  const ifMatch = read.headers.get('etag') ?? ''
  expect(await root.apis.update(id, { name: 'Changed' }, { ifMatch })).toMatchObject({
    id,
    name: 'Changed',
    prefix: 'ch',
  })
  await expect(root.apis.delete(id, { ifMatch })).rejects.toMatchObject({ status: 412 })
  expect((await server.call('DELETE', `/v1/apis/${id}`)).status).toBe(204)
  await expect(root.apis.get(id)).rejects.toMatchObject({ status: 404 })
  expect((await root.apis.list()).data.map(api => api.id)).not.toContain(id)
})

test('the prefix cannot be changed, nor chosen among those of others', async () => {
  const { id } = await root.apis.create({ name: 'Fixed', prefix: 'fx' })
  const changed = await server.call('PATCH', `/v1/apis/${id}`, { body: { prefix: 'fy' } })
  expect(changed).toMatchObject({ status: 400, json: { code: 'unknown_field' } })
  for (const prefix of ['kt', 'ghp', 'sk']) {
    const { status, json } = await server.call('POST', '/v1/apis', { body: { name: 'x', prefix } })
    expect({ status, json }).toMatchObject({ status: 422, json: { errors: [{ pointer: '/prefix' }] } })
  }
})

test('an organization is created, found by the id of the vendor, changed and deleted', async () => {
  const body = {
    name: 'Northwind',
    externalId: 'cus_1',
    scopeCeiling: ['leads:read'],
    timezone: 'Europe/Berlin',
    businessHours: { days: ['mon', 'fri'], from: '09:00', to: '18:00' },
    keyPolicy: { maxLifetimeDays: 90, requireExpiry: true },
    rateLimits: [{ name: 'default', limit: 100, windowSeconds: 60 }],
  }
  const created = await server.call('POST', '/v1/organizations', { body })
  expect(created).toMatchObject({ status: 201, json: { ...body, suspended: false } })
  expectShape('createOrganization', created.json)
  const [found] = (await root.organizations.list({ externalId: 'cus_1' })).data
  const id = found?.id ?? ''
  expect(await root.organizations.update(id, { name: 'Northwind AG' })).toMatchObject({
    name: 'Northwind AG',
  })
  await expect(root.organizations.create({ name: 'Twin', externalId: 'cus_1' })).rejects.toMatchObject({
    status: 409,
  })
  expect((await server.call('DELETE', `/v1/organizations/${id}`)).status).toBe(204)
  await expect(root.organizations.get(id)).rejects.toMatchObject({ status: 404 })
})

test('every change is in an audit log that verifies', async () => {
  const { id } = await root.organizations.create({ name: 'Audited' })
  const { data } = await root.audit.events({ limit: 200 })
  expectShape('listAuditEvents', { data, nextCursor: null })
  expect(data.map(event => event.action)).toContain('api.created')
  const own = (await root.audit.events({ organizationId: id })).data
  expect(own).toMatchObject([{ action: 'organization.created', target: { id }, actor: { type: 'key' } }])
  expect(own[0]?.requestId).toMatch(/^req_/)
  const verification = await root.audit.verify()
  expectShape('verifyAudit', verification)
  expect(verification).toMatchObject({ valid: true })
})
