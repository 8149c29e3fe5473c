import { type Operation, operations } from '@keyturn/contract'
import { memberPermissions } from '@keyturn/contract/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestCall, type TestServer } from '../testing/open-test-server.ts'
import { inPortal, makeAccount, makeJoined, ownOrigin, signedIn } from '../testing/signed-in.ts'
import { deletePerson, personState } from '../testing/tenant-person.ts'
import { bodyOf, makeTenant, pathOf, type Tenant, unknownLike } from '../testing/tenants.ts'

type Caller =
  | 'a key confined to an organization'
  | 'a key confined to an API'
  | 'a member who is signed in'
  | 'somebody in a portal'
  | 'an owner who is signed in'
  | 'a page on which nobody is signed in'

type PersonalId = Extract<(typeof operations)[number], { credential: string }>['operationId']

/** Of the calls of people: whether they name something that may be somebody else's, or are about the caller alone. */
const about: Record<PersonalId, 'somebody' | 'the caller'> = {
  previewInvitation: 'somebody',
  acceptInvitation: 'somebody',
  joinOrganization: 'somebody',
  createAccessRequest: 'somebody',
  listOwnAccessRequests: 'the caller',
  withdrawAccessRequest: 'somebody',
  getSetup: 'the caller',
  createOwner: 'somebody',
  startSession: 'somebody',
  useSignInLink: 'somebody',
  getSession: 'the caller',
  switchSession: 'somebody',
  endSession: 'the caller',
  proveSession: 'the caller',
  listSessions: 'the caller',
  endOtherSessions: 'the caller',
  endOneSession: 'somebody',
  answerSecondFactor: 'somebody',
  beginPasskeySignIn: 'the caller',
  signInWithPasskey: 'somebody',
  proveSessionWithPasskey: 'somebody',
  beginSingleSignOn: 'somebody',
  listSecondFactors: 'the caller',
  enrolTotp: 'the caller',
  confirmTotp: 'the caller',
  removeTotp: 'the caller',
  replaceRecoveryCodes: 'the caller',
  listPasskeys: 'the caller',
  beginPasskey: 'the caller',
  addPasskey: 'the caller',
  renamePasskey: 'somebody',
  removePasskey: 'somebody',
  listExternalIdentities: 'the caller',
  linkExternalIdentity: 'somebody',
  unlinkExternalIdentity: 'somebody',
  updateAccount: 'the caller',
  changePassword: 'the caller',
  createOperator: 'somebody',
  listOperators: 'the caller',
  updateOperator: 'somebody',
  deleteOperator: 'somebody',
  requestPasswordReset: 'somebody',
  resetPassword: 'somebody',
  redeemPortalSession: 'somebody',
  getPortalSession: 'the caller',
  endPortalSession: 'the caller',
}

let server: TestServer
let foreign: Tenant
let deleted: Tenant
let nobody: Tenant
let own: Tenant
/** What each caller sends to say who they are; people have just signed in. */
const callers = new Map<Caller, () => Promise<TestCall>>()

/** Words that only the foreign tenant's things hold. */
const secretWords = ['Fabrikam', 'eve@fabrikam', 'fabrikam-crm', 'fabr_live_']

async function deleteTenant(tenant: Tenant): Promise<void> {
  const root = server.client()
  const people = `/v1/organizations/${tenant.organizationId}`
  await server.call('DELETE', `${people}/members/${tenant.memberId}`)
  await deletePerson(server, tenant)
  await server.call('DELETE', `${people}/invitations/${tenant.invitationId}`)
  await root.keys.delete(tenant.keyId)
  await root.keys.delete(tenant.exposedKeyId)
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
    'a key confined to an organization': { organizationId: own.organizationId, apiId: null },
    'a key confined to an API': { organizationId: null, apiId: own.apiId },
  }
  for (const [name, reach] of Object.entries(reaches)) {
    const settings = { apiId: managementApi ?? '', name, scopes: ['*'], reach }
    const { secret } = await server.client().keys.create(settings)
    callers.set(name as Caller, async () => ({ key: secret }))
  }
  const place = { organizationId: own.organizationId, email: 'boss@own.example' }
  const boss = await makeJoined(server, { ...place, permissions: memberPermissions })
  const owner = await makeAccount(server, { email: 'owner@vendor.example', operator: 'owner' })
  callers.set('a member who is signed in', () => signedIn(server, boss))
  const permissions = ['view_keys', 'manage_keys', 'reveal_keys', 'view_logs'] as const
  callers.set('somebody in a portal', () => inPortal(server, { ...own, permissions }))
  callers.set('an owner who is signed in', () => signedIn(server, owner))
  callers.set('a page on which nobody is signed in', async () => ({ key: null, headers: ownOrigin }))
}

/** Who is confined to an API is not told what another one is called. */
const isOfOneApi = (caller: Caller) =>
  caller === 'a key confined to an API' || caller === 'somebody in a portal'
const hiddenFrom = (caller: Caller) => (isOfOneApi(caller) ? [...secretWords, 'API fabr'] : secretWords)

/** What a caller is told, without what differs by nature: ids of the request, and what the caller sent itself. */
async function told(
  operation: Operation,
  caller: Caller,
  { tenant, body }: { tenant: Tenant; body?: unknown },
) {
  const who = await callers.get(caller)?.()
  if (!who) throw new Error('nobody asks')
  const sent = body ?? (operation.body === null ? undefined : bodyNaming(operation, tenant))
  const options = sent === undefined ? who : { ...who, body: sent }
  const { status, text, headers } = await server.call(operation.method, pathOf(operation, tenant), options)
  for (const word of hiddenFrom(caller)) expect(text).not.toContain(word)
  const plain = Object.entries(tenant).reduce((rest, [name, value]) => rest.replaceAll(value, name), text)
  return {
    status,
    etag: headers.get('etag'),
    text: plain.replaceAll(/(?:req|ver)_[0-9a-z]+/g, 'id'),
  }
}

/** Strangers name people by their addresses. */
function bodyNaming(operation: Operation, tenant: Tenant): unknown {
  const body = bodyOf(operation, tenant)
  if (operation.credential === undefined) return body
  return JSON.parse(JSON.stringify(body).replaceAll(/[\w.]+@example\.com/g, tenant.email))
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
    lookups
      .selectFrom('identity_providers')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .execute(),
    lookups.selectFrom('credit_balances').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('requests').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('portal_sessions').selectAll().where('organization_id', '=', organizationId).execute(),
    lookups.selectFrom('audit_heads').selectAll().where('chain_id', '=', organizationId).execute(),
    personState(server, foreign),
  ])
}

/** APIs are the vendor's: a key that is confined to an organization sees all of them, so that none is foreign to it. */
function seenBy(caller: Caller, tenant: Tenant): Tenant {
  return isOfOneApi(caller) ? tenant : { ...tenant, apiId: own.apiId }
}

const named = (filter: (operation: Operation) => boolean): [string, Operation][] =>
  operations.filter(filter).map(operation => [operation.operationId, operation])
const isAbout = ({ operationId }: Operation) => about[operationId as PersonalId]

const isManaged = ({ operationId, credential }: Operation) =>
  credential === undefined && operationId !== 'whoami'
const namesSomebody = (operation: Operation, credential: Operation['credential']) =>
  operation.credential === credential && isAbout(operation) === 'somebody'

/** What each caller tries. Tenants are within an operator's reach, what people have is not. */
const tries: Record<Caller, (operation: Operation) => boolean> = {
  'a key confined to an organization': isManaged,
  'a key confined to an API': isManaged,
  'somebody in a portal': operation => isManaged(operation) || namesSomebody(operation, 'session'),
  'a member who is signed in': operation => isManaged(operation) || namesSomebody(operation, 'session'),
  'an owner who is signed in': operation =>
    namesSomebody(operation, 'session') && operation.path.includes('{'),
  'a page on which nobody is signed in': operation => namesSomebody(operation, 'none'),
}

test('every call of people says whether it names somebody', () => {
  const personal = named(({ credential }) => credential !== undefined).map(([id]) => id)
  expect(Object.keys(about).toSorted()).toEqual(personal.toSorted())
})

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  beforeAll(() => open(database))
  afterAll(() => server.close())

  describe.each([
    'a key confined to an organization',
    'a key confined to an API',
    'a member who is signed in',
    'somebody in a portal',
    'an owner who is signed in',
    'a page on which nobody is signed in',
  ] as const)('%s', caller => {
    test.each(named(tries[caller]))(
      '%s tells nothing of another tenant and changes nothing there',
      async (_, operation) => {
        const before = await state()
        const answers = []
        for (const tenant of [nobody, foreign, deleted])
          answers.push(await told(operation, caller, { tenant: seenBy(caller, tenant) }))
        expect(answers[1]).toEqual(answers[0])
        expect(answers[2]).toEqual(answers[0])
        expect(answers[0]?.status).toBeLessThan(500)
        expect(await state()).toEqual(before)
      },
    )
  })

  describe.each([
    'a key confined to an organization',
    'a key confined to an API',
    'a member who is signed in',
    'somebody in a portal',
  ] as const)('%s', caller => {
    test('sees its own', async () => {
      const { status } = await server.call('GET', `/v1/keys/${own.keyId}`, await callers.get(caller)?.())
      expect(status).toBe(200)
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

  test.each(named(operation => isAbout(operation) === 'the caller'))(
    '%s is about the caller alone',
    async (_, operation) => {
      const before = await state()
      const { status } = await told(operation, 'a member who is signed in', { tenant: foreign })
      expect(status).toBeLessThan(500)
      expect(await state()).toEqual(before)
    },
  )

  test('the tenant itself is as it was: its key works', async () => {
    expect(await server.client().keys.verify({ key: foreign.token })).toMatchObject({ valid: true })
  })
})
