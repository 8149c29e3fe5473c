import { type Operation, operations } from '@keyturn/contract'
import { memberPermissions } from '@keyturn/contract/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestCall, type TestServer } from '../testing/open-test-server.ts'
import {
  inPortal,
  makeAccount,
  makeJoined,
  ownOrigin,
  type PortalPermission,
  signedIn,
} from '../testing/signed-in.ts'
import { bodyOf, makeTenant, pathOf, type Tenant, unknownLike } from '../testing/tenants.ts'
import { type Gate, type GatedId, type MemberPermission, notInPortals, whoMay } from '../testing/who-may.ts'

type Role =
  | { name: string; is: 'nobody' | 'key' | 'key of an API' }
  | { name: string; is: 'in a portal'; permissions: readonly PortalPermission[] }
  | { name: string; is: 'person'; operator: 'owner' | 'operator' }
  | { name: string; is: 'person'; permissions: readonly MemberPermission[] }

const roles: Role[] = [
  { name: 'nobody', is: 'nobody' },
  { name: 'a management key', is: 'key' },
  { name: 'a key of another API', is: 'key of an API' },
  { name: 'an owner', is: 'person', operator: 'owner' },
  { name: 'an operator', is: 'person', operator: 'operator' },
  { name: 'a member without permissions', is: 'person', permissions: [] },
  ...memberPermissions.map(
    permission => ({ name: `a member with ${permission}`, is: 'person', permissions: [permission] }) as const,
  ),
  ...(['view_keys', 'manage_keys', 'reveal_keys', 'view_logs'] as const).map(
    permission =>
      ({ name: `in a portal with ${permission}`, is: 'in a portal', permissions: [permission] }) as const,
  ),
]

/** What somebody is told who may not. Whatever else comes back, the door was open. */
const refusals = [
  'missing_credential',
  'invalid_api_key',
  'session_ended',
  'insufficient_scope',
  'insufficient_permission',
]

function isLetIn(role: Role, operationId: GatedId): boolean {
  const gate: Gate = whoMay[operationId]
  if (gate === 'anybody') return true
  if (gate === 'people') return role.is === 'person'
  if (gate === 'portal') return role.is === 'in a portal'
  if (gate === 'programs') return role.is === 'key'
  if (role.is === 'in a portal') {
    if (typeof gate === 'string') return gate === 'members'
    return !notInPortals.includes(operationId) && role.permissions.some(each => gate.includes(each))
  }
  if (role.is !== 'person') return role.is === 'key' && gate !== 'operators' && gate !== 'owners'
  if ('operator' in role) return gate !== 'owners' || role.operator === 'owner'
  if (gate === 'operators' || gate === 'owners' || gate === 'vendor') return false
  if (gate === 'members' || role.permissions.includes('administer')) return true
  return role.permissions.some(permission => gate.includes(permission))
}

let server: TestServer
let own: Tenant
let unknown: Tenant
const users = new Map<string, string>()

beforeAll(async () => {
  server = await openTestServer()
  own = await makeTenant(server, 'Own', 'own')
  unknown = unknownLike(own)
  const { organizationId } = own
  for (const [index, role] of roles.entries()) {
    if (role.is !== 'person') continue
    const email = `role${index}@own.example`
    const { name } = role
    if ('operator' in role) users.set(name, await makeAccount(server, { email, operator: role.operator }))
    else users.set(name, await makeJoined(server, { organizationId, email, permissions: role.permissions }))
  }
})
afterAll(() => server.close())

async function callerAs(role: Role): Promise<TestCall> {
  const { name, is } = role
  if (is === 'nobody') return { key: null, headers: ownOrigin }
  if (is === 'key') return { headers: ownOrigin }
  if (is === 'key of an API') return { key: own.token, headers: ownOrigin }
  if (role.is === 'in a portal') return inPortal(server, { ...own, permissions: role.permissions })
  return signedIn(server, users.get(name) ?? '')
}

/** On things that exist where it must be refused or only looks, on things that do not where it would change them. */
async function ask(operation: Operation, role: Role, isAllowed: boolean) {
  const tenant = isAllowed && operation.method !== 'GET' ? unknown : own
  const body = operation.body === null ? {} : { body: bodyOf(operation, tenant) }
  const caller = await callerAs(role)
  const { status, json } = await server.call(operation.method, pathOf(operation, tenant), {
    ...caller,
    ...body,
  })
  const { code } = (json ?? {}) as { code?: string }
  return { status, code: code ?? null }
}

const gated = operations.filter(
  ({ operationId }) => operationId !== 'whoami' && operationId !== 'forwardAuth',
)

test('every call has a row, and every row a call', () => {
  expect(Object.keys(whoMay).toSorted()).toEqual(gated.map(({ operationId }) => operationId).toSorted())
})

test.each(gated.map(operation => [operation.operationId, operation] as const))(
  '%s is for those whom the table names',
  async (operationId, operation) => {
    for (const role of roles) {
      const isAllowed = isLetIn(role, operationId as GatedId)
      const { status, code } = await ask(operation, role, isAllowed)
      const isRefused = code !== null && refusals.includes(code)
      expect({ role: role.name, isRefused, code, status }).toMatchObject({ isRefused: !isAllowed })
      expect(status).toBeLessThan(500)
      // The pages for the first owner are gone as soon as there is one.
      if (isAllowed && operation.method === 'GET' && operationId !== 'getSetup')
        expect({ role: role.name, code, status }).toMatchObject({ status: 200 })
    }
  },
)

test('who was refused has changed nothing', async () => {
  const root = server.client()
  expect(await root.keys.verify({ key: own.token })).toMatchObject({ valid: true })
  expect(await root.organizations.get(own.organizationId)).toMatchObject({ name: 'Own', suspended: false })
  const { data } = await root.audit.events({ targetId: own.keyId })
  expect(data.map(({ action }) => action)).toEqual(['key.created'])
})
