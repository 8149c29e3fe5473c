import { type Operation, operations } from '@keyturn/contract'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'

let server: TestServer
const real: Record<string, string> = {}

async function open(database: 'sqlite' | 'postgres'): Promise<void> {
  server = await openTestServer({ database })
  const root = server.client()
  const api = await root.apis.create({ name: 'Fuzzed', prefix: 'fz', scopes: [{ name: 'leads:read' }] })
  const organization = await root.organizations.create({ name: 'Fuzzed' })
  const { key, secret } = await root.keys.create({
    apiId: api.id,
    organizationId: organization.id,
    name: 'k',
  })
  Object.assign(real, { apiId: api.id, organizationId: organization.id, keyId: key.id, key: secret ?? '' })
  for (const [kind, email] of [
    ['member', 'ada@example.com'],
    ['invitation', 'grace@example.com'],
  ]) {
    const { json } = await server.call('POST', `/v1/organizations/${organization.id}/${kind}s`, {
      body: { email },
    })
    real[`${kind}Id`] = (json as { id: string }).id
  }
}

const naughty = fc.constantFrom<unknown>(
  '',
  ' ',
  "' OR 1=1 --",
  '\u0000',
  '\u202eevil',
  '{{7*7}}',
  '../../etc/passwd',
  '=HYPERLINK("x")',
  'a'.repeat(5000),
  '2027-03-01',
  '9999-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '::/0',
  '10.0.0.0/8',
  'leads:read',
  '*',
  'leads:read and (not *',
  '('.repeat(500),
  0,
  -1,
  0.1,
  9_007_199_254_740_991,
  true,
  null,
  [],
  {},
  [null],
  { $gt: '' },
  { remaining: 1e12, refill: { amount: 0, every: 'month', timezone: 'Pacific/Apia' } },
)
const value = fc.oneof(naughty, fc.jsonValue({ maxDepth: 3 }), fc.array(naughty, { maxLength: 4 }))

/** Real ids, so that the call gets as far as it can. */
function idsOf(operation: Operation) {
  const names = Object.keys(operation.body?.shape ?? {})
  return Object.fromEntries(names.filter(name => name in real).map(name => [name, real[name]]))
}

/** Some members of the call with hostile values, beside real ids so that the call gets as far as it can. */
function bodyOf(operation: Operation) {
  const names = Object.keys(operation.body?.shape ?? {})
  const example = { ...(operation.bodyExample as object), ...idsOf(operation) }
  return fc
    .dictionary(fc.constantFrom(...names), value, { maxKeys: 4 })
    .map(hostile => ({ ...example, ...hostile }))
}

function queryOf(operation: Operation) {
  const names = Object.keys(operation.query?.shape ?? {})
  return fc
    .dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), naughty.map(String)), { maxKeys: 3 })
    .map(query => new URLSearchParams(query).toString())
}

const writing = operations.filter((operation: Operation) => operation.body !== null)
/** Forward-auth judges its peer before its parameters; its own tests send such texts from a trusted one. */
const listing = operations.filter(
  ({ operationId, query }: Operation) =>
    operationId !== 'forwardAuth' && Object.keys(query?.shape ?? {}).length > 0,
)
const idOf: Record<string, string> = {
  APIs: 'apiId',
  Organizations: 'organizationId',
  Members: 'organizationId',
  Keys: 'keyId',
}
/** The path of the real thing that the call is about. */
function pathOf(operation: Operation): string {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return real[name === 'id' ? (idOf[operation.tag] ?? '') : name] ?? ''
  })
}
const runs = { numRuns: 40 }

/** The answer and what the log says of it, for whoever reads why a run failed. */
function faultOf(json: unknown): string {
  const requestId = (json as { requestId?: string } | null)?.requestId
  const lines = requestId ? server.logLines.filter(line => line.includes(requestId)) : []
  return [JSON.stringify(json), ...lines].join('\n')
}

/** Control characters where a caller can put text, each on its own: PostgreSQL cannot store the first. */
const controls = ['\u0000', 'a\u0000', 'a\u001bb', '\u007f']

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  beforeAll(() => open(database))
  afterAll(() => server.close())

  test.each(writing.map(operation => [operation.operationId, operation] as const))(
    '%s answers every body with a success or a problem, never a fault',
    async (_, operation: Operation) => {
      const path = pathOf(operation)
      await fc.assert(
        fc.asyncProperty(bodyOf(operation), async body => {
          const { status, json } = await server.call(operation.method, path, { body })
          expect(status, faultOf(json)).toBeLessThan(500)
          if (status >= 400) expect(json).toMatchObject({ status, requestId: expect.stringMatching(/^req_/) })
        }),
        runs,
      )
    },
  )

  test.each(listing.map(operation => [operation.operationId, operation] as const))(
    '%s answers every query with a page or a problem, never a fault',
    async (_, operation: Operation) => {
      await fc.assert(
        fc.asyncProperty(queryOf(operation), async query => {
          const { status, json } = await server.call('GET', `${pathOf(operation)}?${query}`)
          expect(status, faultOf(json)).toBeLessThan(500)
          if (status >= 400) expect(json).toMatchObject({ status, requestId: expect.stringMatching(/^req_/) })
        }),
        runs,
      )
    },
  )

  test.each(writing.map(operation => [operation.operationId, operation] as const))(
    '%s answers control characters in any text member with a success or a problem',
    async (_, operation: Operation) => {
      const path = pathOf(operation)
      for (const name of Object.keys(operation.body?.shape ?? {})) {
        for (const text of controls) {
          const body = { ...(operation.bodyExample as object), ...idsOf(operation), [name]: text }
          const { status, json } = await server.call(operation.method, path, { body })
          expect(status, `${name} ${JSON.stringify(text)}: ${faultOf(json)}`).toBeLessThan(500)
        }
      }
    },
  )

  test.each(listing.map(operation => [operation.operationId, operation] as const))(
    '%s refuses control characters in every parameter',
    async (_, operation: Operation) => {
      for (const name of Object.keys(operation.query?.shape ?? {})) {
        for (const text of controls) {
          const { status } = await server.call(
            'GET',
            `${pathOf(operation)}?${name}=${encodeURIComponent(text)}`,
          )
          expect(status, `${name} ${JSON.stringify(text)}`).toBe(400)
        }
      }
    },
  )
})
