import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

async function managementKey(reach: { organizationId: string | null; apiId: string | null }) {
  const root = server.client()
  const { apiId } = await root.whoami()
  const scopes = ['metrics:read']
  const { secret } = await root.keys.create({ apiId: apiId ?? '', name: 'Collector', scopes, reach })
  return secret
}

test('a key that reaches everything reads the metrics', async () => {
  const key = await managementKey({ organizationId: null, apiId: null })
  const { status, text } = await server.call('GET', '/metrics', { key })
  expect(status).toBe(200)
  expect(text).toContain('keyturn_ready 1')
  expect(text).toMatch(/^keyturn_forwarded_for_unbelieved_total 0$/m)
})

test('a key confined to an API or to an organization does not: the figures are everybody’s', async () => {
  const root = server.client()
  const api = await root.apis.create({ name: 'Own', prefix: 'own' })
  const organization = await root.organizations.create({ name: 'Own' })
  for (const reach of [
    { organizationId: null, apiId: api.id },
    { organizationId: organization.id, apiId: null },
  ]) {
    const { status, json } = await server.call('GET', '/metrics', { key: await managementKey(reach) })
    expect({ status, json }).toMatchObject({ status: 403, json: { code: 'insufficient_permission' } })
  }
})
