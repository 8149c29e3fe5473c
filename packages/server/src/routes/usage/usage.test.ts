import { operations } from '@keyturn/contract'
import type { KeyturnClient } from '@keyturn/contract/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
let root: KeyturnClient
let apiId = ''
let keyId = ''

beforeAll(async () => {
  server = await openTestServer()
  root = server.client()
  apiId = (await root.apis.create({ name: 'Enrich', prefix: 'ee', scopes: [{ name: 'leads:read' }] })).id
  const organizationId = (await root.organizations.create({ name: 'Northwind' })).id
  const settings = { apiId, organizationId, name: 'k', environment: 'live', scopes: ['leads:read'] }
  const { key, secret } = await root.keys.create(settings)
  keyId = key.id
  const request = { method: 'GET', path: '/v1/leads/42' }
  for (const scopes of ['leads:read', 'leads:read', 'leads:write'])
    await root.keys.verify({ key: secret ?? '', scopes, request })
  await server.test.engine.usage.flush()
})
afterAll(() => server.close())

const schema = operations.find(operation => operation.operationId === 'summarizeUsage')?.success.schema

test('the summary is what was verified, in the shape that the reference says', async () => {
  const summary = await root.usage.summary({ keyId, groupBy: 'code' })
  expect(schema?.safeParse(summary).error?.issues ?? []).toEqual([])
  const counts = summary.data.map(({ group, verifications }) => [group, verifications])
  expect(counts).toEqual([
    ['insufficient_scope', 1],
    ['valid', 2],
  ])
  expect(summary.nextCursor).toBeNull()
})

test('the same as CSV', async () => {
  const query = `?format=csv&groupBy=endpoint&apiId=${apiId}`
  const { status, headers, text } = await server.call('GET', `/v1/usage/summary${query}`)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const [head, row, end] = text.split('\r\n')
  expect(head).toMatch(/^at,group,verifications,cost,outcomes,/)
  expect(row).toMatch(/^\d{4}-\d\d-\d\dT00:00:00\.000Z,GET \/v1\/leads\/\{id\},3,2,0,/)
  expect(end).toBe('')
})

test('the log is exported whole, with the filters of the list, as JSON lines or CSV', async () => {
  const { status, headers, text } = await server.call('GET', `/v1/usage/events/export?keyId=${keyId}`)
  expect(status).toBe(200)
  expect(headers.get('content-disposition')).toBe('attachment; filename="usage-events.jsonl"')
  const lines = text.trimEnd().split('\n')
  const { data } = await root.usage.events({ keyId })
  expect(lines.map(line => JSON.parse(line))).toEqual(data)
  const csv = await server.call('GET', `/v1/usage/events/export?keyId=${keyId}&code=valid&format=csv`)
  const [head, ...records] = csv.text.trimEnd().split('\r\n')
  expect(head).toMatch(/^id,at,code,keyId,keyName,/)
  expect(records).toHaveLength(2)
  expect(records[0]).toContain(`,valid,${keyId},k,`)
  const wrong = await server.call('GET', '/v1/usage/events/export?from=yesterday')
  expect(wrong).toMatchObject({ status: 400, json: { code: 'invalid_parameter' } })
})

test('what cannot be summed up is refused, field by field, and nobody without a key is told anything', async () => {
  const bad = await server.call('GET', '/v1/usage/summary?interval=week&groupBy=ip&limit=0')
  expect(bad.status).toBe(400)
  expect(bad.json).toMatchObject({ errors: [{}, {}, {}] })
  const none = await server.call('GET', '/v1/usage/summary', { key: null })
  expect(none.status).toBe(401)
})
