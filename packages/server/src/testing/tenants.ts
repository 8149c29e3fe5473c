import { randomBytes } from 'node:crypto'
import { generateToken, type Operation } from '@keyturn/contract'
import type { TestServer } from './open-test-server.ts'
import { makeTenantPerson, type PersonIds } from './tenant-person.ts'

/** Everything of a tenant that a call can name. */
export type Tenant = PersonIds & {
  apiId: string
  organizationId: string
  keyId: string
  memberId: string
  invitationId: string
  verificationId: string
  token: string
  /** A key whose reset is asked for. */
  exposedKeyId: string
  resetRequestId: string
  accessRequestId: string
  /** Of the person. */
  email: string
}

/** An API with an organization, a person who is signed in, an invitation, a key and one verification. */
export async function makeTenant(server: TestServer, name: string, prefix: string): Promise<Tenant> {
  const root = server.client()
  const { id: apiId } = await root.apis.create({
    name: `API ${prefix}`,
    prefix,
    reveal: 'anytime',
    scopes: [{ name: 'leads:read' }],
  })
  const externalId = `${name.toLowerCase()}-crm`
  const { id: organizationId } = await root.organizations.create({
    name,
    externalId,
    credits: { remaining: 100 },
  })
  const email = `eve@${name.toLowerCase()}.example`
  const people = `/v1/organizations/${organizationId}`
  const member = await server.call('POST', `${people}/members`, { body: { email } })
  const invitation = await server.call('POST', `${people}/invitations`, { body: { email: `2${email}` } })
  await server.call('PUT', `${people}/identity-provider`, {
    body: { ...identityProvider, name: `Login of ${name}`, clientId: externalId },
  })
  const settings = { name, scopes: ['leads:read'], externalId }
  const { key, secret } = await root.keys.create({ apiId, organizationId, ...settings })
  const token = secret ?? ''
  const { verificationId } = await root.keys.verify({ key: token })
  const idOf = ({ json }: { json: unknown }) => (json as { id: string }).id
  const exposed = await root.keys.create({ apiId, organizationId, name: `${name} exposed` })
  const reset = await root.keys.createResetRequest(exposed.key.id, { reason: `Seen at ${name}` })
  const accessRequestId = await askForAccess(server, { organizationId, memberId: idOf(member) })
  const person = await makeTenantPerson(server, { organizationId, memberId: idOf(member), email })
  return {
    ...person,
    email,
    apiId,
    organizationId,
    keyId: key.id,
    memberId: idOf(member),
    invitationId: idOf(invitation),
    verificationId,
    token,
    exposedKeyId: exposed.key.id,
    resetRequestId: reset.id,
    accessRequestId,
  }
}

/** As the member would ask who has joined; of the tests of every call nobody has to. */
async function askForAccess(
  { test }: TestServer,
  { organizationId, memberId }: { organizationId: string; memberId: string },
): Promise<string> {
  const { storage, clock } = test.context()
  const id = memberId.replace('mem_', 'acr_')
  const now = clock.now()
  await storage.transaction(tx =>
    tx
      .insertInto('requests')
      .values({
        id,
        organization_id: organizationId,
        kind: 'access',
        member_id: memberId,
        permission: 'view_logs',
        asked_by: JSON.stringify({ type: 'user', id: 'usr_eve', name: 'Member' }),
        open_slot: id,
        expires_at: now + 86_400_000,
        created_at: now,
      })
      .execute(),
  )
  return id
}

/** Ids that nothing has, of the same moment as those of a tenant. */
export function unknownLike(tenant: Tenant): Tenant {
  const ids = Object.entries(tenant).map(([name, id]) => [name, `${id.slice(0, -8)}00000000`])
  return {
    ...Object.fromEntries(ids),
    token: generateToken({ prefix: 'zz', environment: 'live', randomBytes }),
    email: 'nobody@unknown.example',
  }
}

/** Of a provider that is nowhere, and is not asked as long as it is switched off. */
const identityProvider = {
  issuer: 'https://login.invalid',
  clientSecret: 'hers alone',
  emailDomains: ['fabrikam.example'],
  enabled: false,
}

const idOfTag: Record<string, keyof Tenant> = {
  APIs: 'apiId',
  Organizations: 'organizationId',
  Members: 'organizationId',
  'Single sign-on': 'organizationId',
  Keys: 'keyId',
  'Reset requests': 'resetRequestId',
}

/** The address of a call on a tenant's things, with every filter that names one of them. */
export function pathOf(operation: Operation, tenant: Tenant): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const member = name === 'id' ? idOfTag[operation.tag] : (name as keyof Tenant)
    if (member === undefined || !(member in tenant))
      throw new Error(`no ${name} for ${operation.operationId}`)
    return tenant[member]
  })
  const names = Object.keys(operation.query?.shape ?? {})
  const named = { ...tenant, targetId: tenant.keyId }
  const query = new URLSearchParams(Object.entries(named).filter(([name]) => names.includes(name)))
  return query.size > 0 ? `${path}?${query}` : path
}

/** The example of the reference with a tenant's ids and token in the place of its own. */
export function bodyOf(operation: Operation, tenant: Tenant): unknown {
  const text = JSON.stringify(operation.bodyExample)
    .replaceAll('2027-03-01', '2099-12-31')
    .replaceAll(/api_01[a-z0-9]+/g, tenant.apiId)
    .replaceAll(/org_01[a-z0-9]+/g, tenant.organizationId)
    .replaceAll(/key_01[a-z0-9]+/g, tenant.keyId)
    .replaceAll(/ver_01[a-z0-9]+/g, tenant.verificationId)
    .replaceAll(/ee_live_[0-9A-Za-z]{32}/g, tenant.token)
  return JSON.parse(text)
}
