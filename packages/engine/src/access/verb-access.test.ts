import { type ManagementScope, managementScopes } from '@keyturn/core'
import { describe, expect, test } from 'vitest'
import { createApi } from '../apis/create-api.ts'
import { deleteApi } from '../apis/delete-api.ts'
import { getApi } from '../apis/get-api.ts'
import { listApis } from '../apis/list-apis.ts'
import { updateApi } from '../apis/update-api.ts'
import { deleteIdentityProvider } from '../identity-providers/delete-identity-provider.ts'
import { getIdentityProvider } from '../identity-providers/get-identity-provider.ts'
import { setIdentityProvider } from '../identity-providers/set-identity-provider.ts'
import { newId } from '../ids/new-id.ts'
import { completeRotation } from '../keys/complete-rotation.ts'
import { countKeys } from '../keys/count-keys.ts'
import { createKey } from '../keys/create-key.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { getKey } from '../keys/get-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey } from '../keys/update-key.ts'
import { createInvitation } from '../members/create-invitation.ts'
import { createMember } from '../members/create-member.ts'
import { deleteInvitation } from '../members/delete-invitation.ts'
import { deleteMember } from '../members/delete-member.ts'
import { getInvitation } from '../members/get-invitation.ts'
import { getMember } from '../members/get-member.ts'
import { listInvitations } from '../members/list-invitations.ts'
import { listMembers } from '../members/list-members.ts'
import { updateMember } from '../members/update-member.ts'
import type { Context } from '../mutate/context.ts'
import { getSystem } from '../nodes/get-system.ts'
import type { NodeStatus } from '../nodes/node-status.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { getOrganization } from '../organizations/get-organization.ts'
import { listOrganizations } from '../organizations/list-organizations.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { createPortalSession } from '../portal-sessions/create-portal-session.ts'
import { approveAccessRequest } from '../requests/approve-access-request.ts'
import { approveResetRequest } from '../requests/approve-reset-request.ts'
import { createAccessRequest } from '../requests/create-access-request.ts'
import { createResetRequest } from '../requests/create-reset-request.ts'
import { declineAccessRequest } from '../requests/decline-access-request.ts'
import { declineResetRequest } from '../requests/decline-reset-request.ts'
import { getResetRequest } from '../requests/get-reset-request.ts'
import { listAccessRequests } from '../requests/list-access-requests.ts'
import { listResetRequests } from '../requests/list-reset-requests.ts'
import { withdrawResetRequest } from '../requests/withdraw-reset-request.ts'
import type { Storage } from '../storage/storage.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'

type Ids = { apiId: string; organizationId: string; keyId: string }
type Verb = { scope: ManagementScope; call: (ctx: Context, ids: Ids) => Promise<unknown> }

const reason = 'It was in a log'

/** The verbs that name a thing of a tenant; each is refused in the same words whether it exists or not. */
const onKeys: Record<string, Verb> = {
  getKey: { scope: 'keys:read', call: (ctx, { keyId }) => getKey(ctx, { keyId }) },
  updateKey: {
    scope: 'keys:write',
    call: (ctx, { keyId }) => updateKey(ctx, { keyId, patch: { name: 'X' } }),
  },
  completeRotation: { scope: 'keys:write', call: (ctx, { keyId }) => completeRotation(ctx, { keyId }) },
  rotateKey: { scope: 'keys:write', call: (ctx, { keyId }) => rotateKey(ctx, { keyId }) },
  revokeKey: { scope: 'keys:write', call: (ctx, { keyId }) => revokeKey(ctx, { keyId }) },
  deleteKey: { scope: 'keys:write', call: (ctx, { keyId }) => deleteKey(ctx, { keyId }) },
  createResetRequest: {
    scope: 'keys:read',
    call: (ctx, { keyId }) => createResetRequest(ctx, { keyId, reason }),
  },
}
const onOrganizations: Record<string, Verb> = {
  getOrganization: {
    scope: 'organizations:read',
    call: (ctx, { organizationId }) => getOrganization(ctx, { organizationId }),
  },
  updateOrganization: {
    scope: 'organizations:write',
    call: (ctx, { organizationId }) =>
      updateOrganization(ctx, { organizationId, patch: { suspended: true } }),
  },
  deleteOrganization: {
    scope: 'organizations:write',
    call: (ctx, { organizationId }) => deleteOrganization(ctx, { organizationId }),
  },
}
const email = 'ada@example.com'
const memberId = newId('mem', 0)
const invitationId = newId('inv', 0)
const requestId = newId('acr', 0)
/** The people of an organization: reading and changing them are two scopes. */
const onPeople: Record<string, Verb> = {
  listMembers: {
    scope: 'members:read',
    call: (ctx, { organizationId }) => listMembers(ctx, { organizationId }),
  },
  getMember: {
    scope: 'members:read',
    call: (ctx, { organizationId }) => getMember(ctx, { organizationId, memberId }),
  },
  createMember: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => createMember(ctx, { organizationId, email }),
  },
  updateMember: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => updateMember(ctx, { organizationId, memberId, patch: {} }),
  },
  deleteMember: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => deleteMember(ctx, { organizationId, memberId }),
  },
  listInvitations: {
    scope: 'members:read',
    call: (ctx, { organizationId }) => listInvitations(ctx, { organizationId }),
  },
  getInvitation: {
    scope: 'members:read',
    call: (ctx, { organizationId }) => getInvitation(ctx, { organizationId, invitationId }),
  },
  createInvitation: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => createInvitation(ctx, { organizationId, email }),
  },
  deleteInvitation: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => deleteInvitation(ctx, { organizationId, invitationId }),
  },
  listAccessRequests: {
    scope: 'members:read',
    call: (ctx, { organizationId }) => listAccessRequests(ctx, { organizationId }),
  },
  approveAccessRequest: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => approveAccessRequest(ctx, { organizationId, requestId }),
  },
  declineAccessRequest: {
    scope: 'members:write',
    call: (ctx, { organizationId }) => declineAccessRequest(ctx, { organizationId, requestId, reason }),
  },
}
/** What names a request alone, and what a person asks for. */
const onRequests: Record<string, Verb> = {
  approveResetRequest: {
    scope: 'keys:write',
    call: ctx => approveResetRequest(ctx, { requestId: newId('rst', 0) }),
  },
  declineResetRequest: {
    scope: 'keys:write',
    call: ctx => declineResetRequest(ctx, { requestId: newId('rst', 0), reason }),
  },
  withdrawResetRequest: {
    scope: 'keys:read',
    call: ctx => withdrawResetRequest(ctx, { requestId: newId('rst', 0) }),
  },
  getResetRequest: {
    scope: 'keys:read',
    call: ctx => getResetRequest(ctx, { requestId: newId('rst', 0) }),
  },
  listResetRequests: { scope: 'keys:read', call: ctx => listResetRequests(ctx) },
  createAccessRequest: {
    scope: 'organizations:read',
    call: (ctx, { organizationId }) => createAccessRequest(ctx, { organizationId, permission: 'view_logs' }),
  },
}
/** How they sign in: scopes of their own, as whoever vouches for people can be anybody. */
const provider = {
  name: 'X',
  issuer: 'https://x.example',
  clientId: 'x',
  clientSecret: null,
  emailDomains: [],
}
const onSignIn: Record<string, Verb> = {
  getIdentityProvider: {
    scope: 'identity:read',
    call: (ctx, { organizationId }) => getIdentityProvider(ctx, { organizationId }),
  },
  setIdentityProvider: {
    scope: 'identity:write',
    call: (ctx, { organizationId }) => setIdentityProvider(ctx, { ...provider, organizationId }),
  },
  deleteIdentityProvider: {
    scope: 'identity:write',
    call: (ctx, { organizationId }) => deleteIdentityProvider(ctx, { organizationId }),
  },
}
const onApis: Record<string, Verb> = {
  getApi: { scope: 'apis:read', call: (ctx, { apiId }) => getApi(ctx, { apiId }) },
  updateApi: {
    scope: 'apis:write',
    call: (ctx, { apiId }) => updateApi(ctx, { apiId, patch: { scopes: [] } }),
  },
  deleteApi: { scope: 'apis:write', call: (ctx, { apiId }) => deleteApi(ctx, { apiId }) },
}
const onBoth: Record<string, Verb> = {
  createKey: {
    scope: 'keys:write',
    call: (ctx, { apiId, organizationId }) => createKey(ctx, { apiId, organizationId, name: 'X' }),
  },
}
const onNothing: Record<string, Verb> = {
  listKeys: { scope: 'keys:read', call: ctx => listKeys(ctx) },
  countKeys: { scope: 'keys:read', call: ctx => countKeys(ctx) },
  listApis: { scope: 'apis:read', call: ctx => listApis(ctx) },
  getSystem: { scope: 'metrics:read', call: ctx => getSystem(ctx, {} as NodeStatus) },
  createApi: { scope: 'apis:write', call: ctx => createApi(ctx, { name: 'X', prefix: '!' }) },
  listOrganizations: { scope: 'organizations:read', call: ctx => listOrganizations(ctx) },
  createOrganization: {
    scope: 'organizations:write',
    call: ctx => createOrganization(ctx, { name: 'X', timezone: '!' }),
  },
}
/** Programs alone vouch for the people of their product. */
const onPortals: Record<string, Verb> = {
  createPortalSession: {
    scope: 'portal:write',
    call: (ctx, { apiId, organizationId }) =>
      createPortalSession(ctx, {
        apiId,
        organizationId,
        actor: { id: 'user_1', name: 'Grace' },
        permissions: ['view_keys'],
        linkDigest: Buffer.alloc(32),
      }),
  },
}
const all = {
  ...onKeys,
  ...onOrganizations,
  ...onPeople,
  ...onRequests,
  ...onSignIn,
  ...onApis,
  ...onBoth,
  ...onNothing,
  ...onPortals,
}

/** Fails whoever asks the database for anything. */
const unreadable = new Proxy({} as Storage, {
  get: (_, part) => {
    throw new Error(`asked for ${String(part)}`)
  },
})

onBothDatabases(suite => {
  async function tenant(): Promise<Ids> {
    const { key } = await suite.key()
    return { apiId: key.apiId, organizationId: key.organizationId, keyId: key.id }
  }
  const nobody = (): Ids => ({
    apiId: newId('api', Date.now()),
    organizationId: newId('org', Date.now()),
    keyId: newId('key', Date.now()),
  })

  /** What a call was refused with, as far as a caller can see it. */
  async function refusal(call: Promise<unknown>) {
    const error = await call.then(
      () => null,
      (thrown: { code?: string; message: string; errors?: unknown; retryAfterSeconds?: unknown }) => thrown,
    )
    if (error === null) return 'was not refused'
    const { code, message, errors, retryAfterSeconds } = error
    return { code, message, errors, retryAfterSeconds }
  }

  /** Everything that a verb could have changed. */
  async function state() {
    const { lookups } = suite.ctx.storage
    return Promise.all([
      lookups.selectFrom('keys').selectAll().orderBy('id').execute(),
      lookups.selectFrom('organizations').selectAll().orderBy('id').execute(),
      lookups.selectFrom('apis').selectAll().orderBy('id').execute(),
      lookups.selectFrom('secrets').selectAll().orderBy('id').execute(),
      lookups.selectFrom('members').selectAll().orderBy('id').execute(),
      lookups.selectFrom('invitations').selectAll().orderBy('id').execute(),
      lookups.selectFrom('identity_providers').selectAll().orderBy('id').execute(),
      lookups.selectFrom('requests').selectAll().orderBy('id').execute(),
      lookups.selectFrom('audit_heads').selectAll().orderBy('chain_id').execute(),
    ])
  }

  describe('every verb asks for its scope by name, before it looks at anything', () => {
    test.each(Object.entries(all))('%s', async (_, { scope, call }) => {
      const ids = await tenant()
      const others = managementScopes.map(({ name }) => name).filter(name => name !== scope)
      const before = await state()
      const ctx = { ...suite.as({ scopes: others }), storage: unreadable }
      const refused = await refusal(call(ctx, ids))
      expect(refused).toMatchObject({ code: 'insufficient_scope', message: expect.stringContaining(scope) })
      expect(await state()).toEqual(before)
    })
  })

  describe('what belongs to somebody else is refused like what does not exist, and stays as it is', () => {
    const confined = [
      ...Object.entries({ ...onKeys, ...onOrganizations, ...onPeople, ...onSignIn, ...onBoth }).map(
        verb => ['organization', ...verb] as const,
      ),
      ...Object.entries({ ...onKeys, ...onApis, ...onBoth }).map(verb => ['api', ...verb] as const),
    ]
    test.each(confined)('confined to one %s: %s', async (kind, _, { call }) => {
      const [own, foreign] = [await tenant(), await tenant()]
      const reach = kind === 'organization' ? { organizationId: own.organizationId } : { apiId: own.apiId }
      const before = await state()
      const refused = await refusal(call(suite.as({ reach }), { ...own, ...foreign }))
      expect(refused).toMatchObject({ code: 'not_found' })
      expect(refused).toEqual(await refusal(call(suite.as({ reach }), nobody())))
      expect(refused).toEqual(await refusal(call(suite.ctx, nobody())))
      expect(await state()).toEqual(before)
    })
  })

  test('lists show what lies within reach only', async () => {
    const [own, foreign] = [await tenant(), await tenant()]
    const ofOrganization = suite.as({ reach: { organizationId: own.organizationId } })
    const ofApi = suite.as({ reach: { apiId: own.apiId } })
    for (const ctx of [ofOrganization, ofApi]) {
      expect((await listKeys(ctx)).data.map(({ id }) => id)).toEqual([own.keyId])
      expect((await listKeys(ctx, { organizationId: foreign.organizationId })).data).toEqual([])
      expect((await listKeys(ctx, { apiId: foreign.apiId })).data).toEqual([])
      expect(await countKeys(ctx)).toEqual({ count: 1, hasMore: false })
      expect(await countKeys(ctx, { organizationId: foreign.organizationId })).toMatchObject({ count: 0 })
    }
    expect((await listOrganizations(ofOrganization)).data.map(({ id }) => id)).toEqual([own.organizationId])
    expect((await listApis(ofApi)).data.map(({ id }) => id)).toEqual([own.apiId])
  })

  test('a confined key makes no APIs, and none that is confined to an organization makes organizations', async () => {
    const own = await tenant()
    const forbidden = { code: 'insufficient_permission' }
    const ofOrganization = suite.as({ reach: { organizationId: own.organizationId } })
    const ofApi = suite.as({ reach: { apiId: own.apiId } })
    await expect(createApi(ofOrganization, { name: 'X', prefix: 'xy1' })).rejects.toMatchObject(forbidden)
    await expect(createApi(ofApi, { name: 'X', prefix: 'xy1' })).rejects.toMatchObject(forbidden)
    await expect(createOrganization(ofOrganization, { name: 'X' })).rejects.toMatchObject(forbidden)
    const change = { apiId: own.apiId, patch: { name: 'Taken over' } }
    await expect(updateApi(ofOrganization, change)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteApi(ofOrganization, { apiId: own.apiId })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a key that is confined to an organization need not name it', async () => {
    const own = await tenant()
    const ctx = suite.as({ reach: { organizationId: own.organizationId } })
    const { result } = await createKey(ctx, { apiId: own.apiId, name: 'Own' })
    expect(result.key.organizationId).toBe(own.organizationId)
    await expect(createKey(suite.ctx, { apiId: own.apiId, name: 'Whose?' })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/organizationId' }],
    })
  })
})
