import type { Operation } from '@keyturn/contract'
import type { TestServer } from './open-test-server.ts'

/** Everything of a tenant that a call can name. */
export type Tenant = {
  apiId: string
  organizationId: string
  keyId: string
  memberId: string
  invitationId: string
  verificationId: string
  token: string
}
/** An API with an organization, a person, an invitation, a key and one verification. */
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
  const settings = { name, scopes: ['leads:read'], externalId }
  const { key, secret } = await root.keys.create({ apiId, organizationId, ...settings })
  const token = secret ?? ''
  const { verificationId } = await root.keys.verify({ key: token })
  const idOf = ({ json }: { json: unknown }) => (json as { id: string }).id
  return {
    apiId,
    organizationId,
    keyId: key.id,
    memberId: idOf(member),
    invitationId: idOf(invitation),
    verificationId,
    token,
  }
}

const idOfTag: Record<string, keyof Tenant> = {
  APIs: 'apiId',
  Organizations: 'organizationId',
  Members: 'organizationId',
  Keys: 'keyId',
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
