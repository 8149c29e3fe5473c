import { randomBytes } from 'node:crypto'
import { generateToken, type Operation, operations } from '@keyturn/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { bodyOf, makeTenant, pathOf, type Tenant } from '../testing/tenants.ts'

type Caller = 'confined to an organization' | 'confined to an API'

let server: TestServer
let foreign: Tenant
let deleted: Tenant
let nobody: Tenant
let own: Tenant
const callers = new Map<Caller, string>()

/** Words that only the foreign tenant's things hold. */
const secretWords = ['Fabrikam', 'eve@fabrikam', 'fabrikam-crm', 'fabr_live_']
/** Ids that nothing has, of the same moment as those of a tenant. */
function unknownLike(tenant: Tenant): Tenant {
  const unknown = (id: string) => `${id.slice(0, -8)}00000000`
  return {
    apiId: unknown(tenant.apiId),
    organizationId: unknown(tenant.organizationId),
    keyId: unknown(tenant.keyId),
    memberId: unknown(tenant.memberId),
    invitationId: unknown(tenant.invitationId),
    verificationId: unknown(tenant.verificationId),
    token: generateToken({ prefix: 'zz', environment: 'live', randomBytes }),
  }
}

async function deleteTenant(tenant: Tenant): Promise<void> {
  const root = server.client()
  const people = `/v1/organizations/${tenant.organizationId}`
  await server.call('DELETE', `${people}/members/${tenant.memberId}`)
  await server.call('DELETE', `${people}/invitations/${tenant.invitationId}`)
  await root.keys.delete(tenant.keyId)
  await root.organizations.delete(tenant.organizationId)
  await root.apis.delete(tenant.apiId)
}

async function open(database: 'sqlite' | 'postgres'): Promise<void> {
  server = await openTestServer({ database })
  own = await makeTenant(server, 'Own', 'own')
  foreign = await makeTenant(server, 'Fabrikam', 'fabr')
  deleted = await makeTenant(server, 'Gone', 'gone')
  await deleteTenant(deleted)
  nobody = unknownLike(foreign)
  const { apiId: managementApi } = await server.client().whoami()
  const reaches = {
    'confined to an organization': { organizationId: own.organizationId, apiId: null },
    'confined to an API': { organizationId: null, apiId: own.apiId },
  }
  for (const [name, reach] of Object.entries(reaches)) {
    const settings = { apiId: managementApi ?? '', name, scopes: ['*'], reach }
    callers.set(name as Caller, (await server.client().keys.create(settings)).secret ?? '')
  }
}

/** A key that is confined to an API is not told what another one is called. */
const hiddenFrom = (caller: Caller) =>
  caller === 'confined to an API' ? [...secretWords, 'API fabr'] : secretWords

/** What a caller is told, without what differs by nature: ids of the request, and what the caller sent itself. */
async function told(
  operation: Operation,
  caller: Caller,
  { tenant, body }: { tenant: Tenant; body?: unknown },
) {
  const key = callers.get(caller) ?? ''
  const sent = body ?? (operation.body === null ? undefined : bodyOf(operation, tenant))
  const options = sent === undefined ? { key } : { key, body: sent }
  const { status, text, headers } = await server.call(operation.method, pathOf(operation, tenant), options)
  for (const word of hiddenFrom(caller)) expect(text).not.toContain(word)
  const plain = Object.entries(tenant).reduce((rest, [name, value]) => rest.replaceAll(value, name), text)
  return {
    status,
    etag: headers.get('etag'),
    text: plain.replaceAll(/(?:req|ver)_[0-9a-z]+/g, 'id'),
  }
}

/** All rows that a call could have changed. */
async function state(): Promise<unknown> {
  const { lookups } = server.test.context().storage
  const { organizationId, apiId } = foreign
  return Promise.all([
    lookups.selectFrom('apis').selectAll().where('id', '=', apiId).execute(),
    lookups.selectFrom('organizations').selectAll().where('id', '=', organizationId).execute(),
    lookups.selectFrom('keys').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('secrets').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('members').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('invitations').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('credit_balances').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('audit_heads').selectAll().where('chain_id', '=', organizationId).execute(),
  ])
}

/** APIs are the vendor's: a key that is confined to an organization sees all of them, so that none is foreign to it. */
function seenBy(caller: Caller, tenant: Tenant): Tenant {
  return caller === 'confined to an organization' ? { ...tenant, apiId: own.apiId } : tenant
}

/** Those that name something of a tenant; the others are told about what is within reach alone. */
const table: [string, Operation][] = operations
  .filter(({ operationId }) => operationId !== 'whoami')
  .map(operation => [operation.operationId, operation])

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  beforeAll(() => open(database))
  afterAll(() => server.close())

  describe.each(['confined to an organization', 'confined to an API'] as const)('a key %s', caller => {
    test.each(table)('%s tells nothing of another tenant and changes nothing there', async (_, operation) => {
      const before = await state()
      const answers = []
      for (const tenant of [nobody, foreign, deleted])
        answers.push(await told(operation, caller, { tenant: seenBy(caller, tenant) }))
      expect(answers[1]).toEqual(answers[0])
      expect(answers[2]).toEqual(answers[0])
      expect(answers[0]?.status).toBeLessThan(500)
      expect(await state()).toEqual(before)
    })

    test('nor does naming keys by id in bulk', async () => {
      const operation = operations.find(({ operationId }) => operationId === 'bulkRevokeKeys')
      if (!operation) throw new Error('no bulkRevokeKeys')
      const before = await state()
      const ask = (tenant: Tenant) => told(operation, caller, { tenant, body: { keyIds: [tenant.keyId] } })
      expect(await ask(foreign)).toEqual(await ask(nobody))
      expect(await state()).toEqual(before)
    })
  })

  test('the tenant itself is as it was: its key works', async () => {
    expect(await server.client().keys.verify({ key: foreign.token })).toMatchObject({ valid: true })
  })
})
