import { managementScopes, type Operation, operations, takesIdempotencyKey } from '@keyturn/contract'
import { managementScopes as engineScopes } from '@keyturn/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'

let server: TestServer
let powerless = ''

beforeAll(async () => {
  server = await openTestServer()
  const me = await server.client().whoami()
  const { secret } = await server.client().keys.create({
    apiId: me.apiId ?? '',
    name: 'Without any scope',
    scopes: [],
  })
  powerless = secret ?? ''
})
afterAll(() => server.close())

/** What people do about themselves has tests of its own: no key is asked for there. */
const table: [string, Operation][] = operations
  .filter((operation: Operation) => operation.credential === undefined)
  .map(operation => [operation.operationId, operation])
/** Gateways are asked for their address before the key of their caller is looked at. */
const direct = table.filter(([, operation]) => operation.everyMethod !== true)
const managed = table.filter(([, operation]) => operation.scope !== null)
const pathOf = (operation: Operation, id = 'key_00000000000000000000000000') =>
  operation.path.replaceAll(/\{\w+\}/g, id)

function callOf(operation: Operation, options: Parameters<TestServer['call']>[2] = {}) {
  const body = operation.body === null ? {} : { body: operation.bodyExample }
  return server.call(operation.method, pathOf(operation), { ...body, ...options })
}

test('the contract and the engine know the same management scopes', () => {
  expect(managementScopes.map(scope => scope.name)).toEqual(engineScopes.map(scope => scope.name))
})

test.each(table)('%s has a route', async (_, operation) => {
  const answer = await callOf(operation, { key: null })
  expect(answer.status).toBe(401)
})

test.each(table)('%s without a credential is 401 "Unauthorized" with a challenge', async (_, operation) => {
  const { status, json, headers } = await callOf(operation, { key: null })
  expect({ status, json }).toMatchObject({
    status: 401,
    json: { code: 'missing_credential', title: 'Unauthorized' },
  })
  expect(headers.get('www-authenticate')).toBe('Bearer realm="keyturn"')
})

test.each(direct)('%s with an unknown key is 401 "Invalid API key"', async (_, operation) => {
  const { status, json, headers } = await callOf(operation, {
    key: 'kt_live_000000000000000000000000001CkGt6',
  })
  expect({ status, json }).toMatchObject({
    status: 401,
    json: { code: 'invalid_api_key', title: 'Invalid API key' },
  })
  expect(headers.get('www-authenticate')).toBe('Bearer realm="keyturn", error="invalid_token"')
})

test.each(managed)('%s without its scope is 403 that names it, whatever the body', async (_, operation) => {
  const { status, json, headers } = await callOf(operation, { key: powerless, body: { nonsense: true } })
  expect({ status, json }).toMatchObject({ status: 403, json: { code: 'insufficient_scope' } })
  expect(JSON.stringify(json)).toContain(operation.scope)
  expect(headers.get('www-authenticate')).toContain(`scope="${operation.scope}"`)
})

test.each(direct)('%s refuses a parameter that it does not know', async (_, operation) => {
  const body = operation.body === null ? {} : { body: operation.bodyExample }
  const { status, json } = await server.call(operation.method, `${pathOf(operation)}?isAdmin=1`, body)
  expect({ status, json }).toMatchObject({
    status: 400,
    json: { code: 'unknown_field', errors: [{ pointer: 'isAdmin' }] },
  })
})

test.each(table.filter(([, operation]) => operation.method !== 'GET'))(
  '%s refuses a member that it does not know',
  async (_, operation) => {
    const { status, json } = await callOf(operation, { body: { role: 'admin' } })
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { code: 'unknown_field', errors: [{ pointer: '/role' }] },
    })
  },
)

test.each(table.filter(([, operation]) => operation.body !== null))(
  '%s refuses what is no object',
  async (_, operation) => {
    for (const body of [null, [], 'x', 1]) {
      const { status, json } = await callOf(operation, { body })
      expect({ status, json }).toMatchObject({ status: 400, json: { code: 'malformed_json' } })
    }
  },
)

test.each(table.filter(([, operation]) => operation.params !== null))(
  '%s answers a foreign, an unknown and an impossible id alike',
  async (_, operation) => {
    const body = operation.body === null ? {} : { body: operation.bodyExample }
    const answers = await Promise.all(
      ['key_00000000000000000000000000', '1', 'null', 'x'.repeat(300)].map(async id => {
        const { status, text, json } = await server.call(operation.method, pathOf(operation, id), body)
        expect(json).toMatchObject({ code: 'not_found' })
        return { status, text: text.replace(/req_\w+/, '') }
      }),
    )
    expect(answers[0]?.status).toBe(404)
    for (const answer of answers) expect(answer).toEqual(answers[0])
  },
)

test.each(table.filter(([, operation]) => 'limit' in (operation.query?.shape ?? {})))(
  '%s refuses a limit or cursor out of bounds',
  async (_, operation) => {
    const above = operation.operationId === 'summarizeUsage' ? 'limit=10001' : 'limit=201'
    for (const query of ['limit=0', above, 'limit=1e2', 'limit=', 'limit=1&limit=2', 'limit[]=1']) {
      const { status, json } = await server.call('GET', `${pathOf(operation)}?${query}`)
      expect({ query, status }).toEqual({ query, status: 400 })
      expect(json).toHaveProperty('requestId')
    }
    for (const cursor of ['x', 'AAAA', encodeURIComponent("' OR 1=1 --")]) {
      const { status, json } = await server.call('GET', `${pathOf(operation)}?cursor=${cursor}`)
      expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid_cursor' } })
    }
  },
)

const posting = managed.filter(([, operation]) => operation.method === 'POST')

test.each(posting)('%s takes Idempotency-Key, unless repeating it is harmless', async (_, operation) => {
  const headers = { 'idempotency-key': 'x'.repeat(256) }
  const { json } = await callOf(operation, { headers })
  const refusal = { code: 'malformed_request', detail: expect.stringContaining('Idempotency-Key') }
  if (takesIdempotencyKey(operation)) expect(json).toMatchObject(refusal)
  else expect(json).not.toMatchObject(refusal)
})

test('every refusal in this file was a problem, and no secret is in the log', () => {
  const text = server.logLines.join('')
  expect(text).not.toContain(powerless.slice(10))
  expect(text).not.toContain(server.test.rootKey.slice(10))
})
