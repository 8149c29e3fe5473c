import { type Operation, operations } from '@keyturn/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { bodyOf, makeTenant, pathOf } from '../testing/tenants.ts'

let server: TestServer

/** What gateways alone may ask, and people about themselves, has tests of its own. */
const direct = operations.filter(
  (operation: Operation) => operation.everyMethod !== true && operation.credential === undefined,
)
const table: [string, Operation, string][] = direct.map((operation, index) => {
  return [operation.operationId, operation, `walk${index}`]
})

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  beforeAll(async () => {
    server = await openTestServer({ database })
  })
  afterAll(() => server.close())

  test.each(table)('%s answers its example as the reference says', async (id, operation, prefix) => {
    const tenant = await makeTenant(server, prefix, prefix)
    if (id === 'deleteApi') {
      await server.client().keys.revoke(tenant.keyId)
      await server.client().keys.revoke(tenant.exposedKeyId)
    }
    if (id === 'eraseAuditDetails') await server.client().organizations.delete(tenant.organizationId)
    const body = operation.body === null ? undefined : bodyOf(operation, tenant)
    const path = id === 'whoami' ? operation.path : pathOf(operation, tenant)
    const { status, json, text, headers } = await server.call(operation.method, path, { body })
    const { success, conditional } = operation
    expect({ status, text: status < 400 ? '' : text }).toEqual({ status: success.status, text: '' })
    expect(headers.get('x-request-id')).toMatch(/^req_/)
    expect(headers.get('cache-control')).toBe('no-store')
    if (success.schema) expect(success.schema.safeParse(json).error?.issues ?? []).toEqual([])
    if (success.status === 204) expect(text).toBe('')
    if (conditional && success.schema) expect(headers.get('etag')).toMatch(/^"\d+"$/)
  })
})
