import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import { callName } from '../bindings/call-name.ts'
import type { Operation } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { createClient, createSessionClient } from './create-client.ts'
import type { OutgoingRequest } from './exchange.ts'
import { SecretLostError } from './secret-lost-error.ts'

const key = 'kt_live_000000000000000000000000001CkGt6'
/** What gateways ask is not for clients. */
const table = operations
  .map((operation: Operation): [string, Operation] => [operation.operationId, operation])
  .filter(([id]) => id !== 'forwardAuth')

function recordingClient(text = '{"data":[],"nextCursor":null}') {
  const sent: OutgoingRequest[] = []
  const client = createClient({
    url: 'https://keys.example.com/base/',
    key,
    exchange: async request => {
      sent.push(request)
      return { status: 200, header: () => null, text }
    },
  })
  return { client, sent }
}

/** The function of an operation, found by its name as a user would write it. */
function functionOf(client: object, operation: Operation): (...values: unknown[]) => Promise<unknown> {
  const { noun, verb } = callName(operation)
  const owner: unknown = noun === null ? client : Reflect.get(client, noun)
  if (typeof owner !== 'object' || owner === null) throw new Error(`no noun ${noun}`)
  const found: unknown = Reflect.get(owner, verb)
  if (typeof found !== 'function') throw new Error(`no function ${noun}.${verb}`)
  return (...values) => found(...values)
}

test.each(table)('%s is sent to its method and path', async (_, operation) => {
  const { client, sent } = recordingClient()
  const ids = Object.keys(operation.params?.shape ?? {})
  await functionOf(client, operation)(...ids.map(() => '../x?y=1'), operation.body === null ? undefined : {})
  const path = operation.path.replaceAll(/\{\w+\}/g, '..%2Fx%3Fy%3D1')
  expect(sent).toMatchObject([
    { method: operation.method, origin: 'https://keys.example.com', path: `/base${path}` },
  ])
  expect(sent[0]?.body === null).toBe(operation.body === null)
})

test.each(table)('%s carries the key in a header and nowhere else', async (_, operation) => {
  const { client, sent } = recordingClient()
  await functionOf(client, operation)()
  expect(sent[0]?.headers['authorization']).toBe(`Bearer ${key}`)
  const { headers, ...rest } = sent[0] ?? { headers: {} }
  expect(JSON.stringify([rest, { ...headers, authorization: '' }])).not.toContain(key)
})

test('a client of a session sends no key at all', async () => {
  const sent: RequestInit[] = []
  const client = createSessionClient({
    url: 'https://keys.example.com',
    fetch: async (_, init) => {
      sent.push(init ?? {})
      return Response.json({ data: [], nextCursor: null })
    },
  })
  await client.keys.list()
  expect(sent[0]?.headers).toEqual({ accept: 'application/json, application/problem+json' })
})

test('a list is asked for with its filters', async () => {
  const { client, sent } = recordingClient()
  await client.keys.list({ limit: 5, search: 'a&b', status: 'active' })
  expect(sent[0]?.path).toBe('/base/v1/keys?limit=5&search=a%26b&status=active')
})

test('a body that is only a list is given as the list', async () => {
  const { client, sent } = recordingClient()
  await client.keys.verifyBatch([{ key: 'a' }])
  await client.usage.reportOutcomes([])
  expect(sent.map(({ body }) => body)).toEqual(['{"verifications":[{"key":"a"}]}', '{"outcomes":[]}'])
})

test('an optional body is {} when left out', async () => {
  const { client, sent } = recordingClient()
  await client.keys.revoke('key_1')
  expect(sent[0]?.body).toBe('{}')
})

test('passes If-Match and Idempotency-Key on', async () => {
  const { client, sent } = recordingClient()
  await client.keys.update('key_1', { name: 'x' }, { ifMatch: '"3"' })
  await client.keys.revoke('key_1', {}, { idempotencyKey: 'once' })
  expect(sent[0]?.headers).toMatchObject({ 'if-match': '"3"' })
  expect(sent[1]?.headers).toMatchObject({ 'idempotency-key': 'once' })
})

test.each([[''], ['a'.repeat(256)], ['ü'], ['a\nb'], [7]])(
  '%j is no idempotencyKey',
  async idempotencyKey => {
    const { client, sent } = recordingClient()
    // @ts-expect-error: programs in JavaScript get here.
    await expect(client.keys.revoke('key_1', {}, { idempotencyKey })).rejects.toThrow(TypeError)
    expect(sent).toEqual([])
  },
)

test('calls that take no Idempotency-Key refuse the option', async () => {
  const { client, sent } = recordingClient()
  const calls = [
    // @ts-expect-error: programs in JavaScript get here.
    client.keys.update('key_1', {}, { idempotencyKey: 'once' }),
    // @ts-expect-error: programs in JavaScript get here.
    client.keys.verify({ key: 'a' }, { idempotencyKey: 'once' }),
    // @ts-expect-error: programs in JavaScript get here.
    client.keys.get('key_1', { idempotencyKey: 'once' }),
  ]
  for (const call of calls) await expect(call).rejects.toThrow('takes no idempotencyKey')
  expect(sent).toEqual([])
})

test('a secret whose answer was lost is an error that names the key, and what arrives is a string', async () => {
  const lost = recordingClient('{"key":{"id":"key_1"},"secret":null}').client
  const facts = { code: 'secret_lost', keyId: 'key_1', detail: expect.stringContaining('Rotate the key') }
  await expect(lost.keys.create({ apiId: 'api_1', name: 'K' })).rejects.toMatchObject(facts)
  await expect(lost.keys.rotate('key_1')).rejects.toBeInstanceOf(SecretLostError)
  const { secret } = await recordingClient('{"key":{"id":"key_1"},"secret":"wx_1"}').client.keys.rotate(
    'key_1',
  )
  expectTypeOf(secret).toEqualTypeOf<string>()
  expect(secret).toBe('wx_1')
})

test.each([
  [{ url: 'ftp://x', key }],
  [{ url: 'https://u:p@x', key }],
  [{ url: 'https://x', key: 'short' }],
  [{ url: 'https://x', key: `${key}\r\nx: y` }],
  [{ url: 'https://x', key, timeoutMs: 0 }],
])('options that cannot work are refused at once', options => {
  expect(() => createClient(options)).toThrow(TypeError)
})

test('loads no schema library at run time', () => {
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'/gms,
    )
    for (const [, target = ''] of imports) {
      expect(target, file).toMatch(/^\.\.?\//)
      visit(resolve(dirname(file), target))
    }
  }
  visit(resolve(import.meta.dirname, 'index.ts'))
  expect(seen.size).toBeGreaterThan(3)
})
