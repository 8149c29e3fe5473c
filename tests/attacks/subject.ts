import { setTimeout as pause } from 'node:timers/promises'
import type { KeyturnClient, KeyView } from '@keyturn/contract/client'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

type Issued = { id: string; token: string }
type NewKey = Omit<Parameters<KeyturnClient['keys']['create']>[0], 'apiId' | 'name'> & { name?: string }

/** A started process and what the attacks are about: two tenants, and keys in every state. */
export type Subject = {
  keyturn: StartedKeyturn
  client: KeyturnClient
  port: number
  rootKey: string
  apiId: string
  builtInId: string
  /** Of the tenant that attacks. */
  organizationId: string
  /** Of the one that is attacked; its name is `Fabrikam`, which nobody else may read. */
  foreign: { organizationId: string; key: Issued }
  /** By name: of the API, in the state that the name says. */
  keys: Readonly<Record<KeyName, Issued>>
  /** By name: management keys. `confined` may do everything within `organizationId`. */
  managers: Readonly<Record<ManagerName, string>>
  /** A key of the API for the attacking tenant unless told otherwise. */
  issue(key?: NewKey): Promise<Issued & { view: KeyView }>
  /** Every token that was issued here. */
  secrets: string[]
}

export type KeyName =
  | 'plain'
  | 'test'
  | 'revoked'
  | 'disabled'
  | 'expired'
  | 'suspended'
  | 'addressed'
  | 'endpointed'
export type ManagerName = 'confined' | 'reader' | 'verifier' | 'addressed'

const scopes = [{ name: 'leads:read' }, { name: 'leads:write' }, { name: 'lists:read' }]

export async function startSubject(
  build: Pick<KeyturnOptions, 'database' | 'command' | 'env'>,
): Promise<Subject> {
  // A loaded machine may hold the process up for longer than the default lease; nothing here is about leases.
  const keyturn = await startKeyturn({ ...build, env: { KEYTURN_LEASE_SECONDS: '30', ...build.env } })
  const { client, rootKey } = keyturn
  const api = await client.apis.create({ name: 'Enrich Engine', prefix: 'ee', scopes })
  const own = await client.organizations.create({ name: 'Northwind', externalId: 'crm-1' })
  const foreign = await client.organizations.create({ name: 'Fabrikam', externalId: 'crm-2' })
  const asleep = await client.organizations.create({ name: 'Asleep' })
  const secrets = [rootKey]
  const issue: Subject['issue'] = async (key = {}) => {
    const settings = { apiId: api.id, organizationId: own.id, name: 'A key', ...key }
    const { key: view, secret } = await client.keys.create(settings)
    secrets.push(secret ?? '')
    return { id: view.id, token: secret ?? '', view }
  }
  const subject = {
    keyturn,
    client,
    port: Number(new URL(keyturn.url).port),
    rootKey,
    apiId: api.id,
    builtInId: (await client.whoami()).apiId ?? '',
    organizationId: own.id,
    foreign: {
      organizationId: foreign.id,
      key: await issue({ organizationId: foreign.id, name: 'Fabrikam sync', scopes: ['leads:read'] }),
    },
    secrets,
    issue,
  }
  const managers = await makeManagers(subject)
  return { ...subject, managers, keys: await makeKeys(subject, asleep.id) }
}

type Begun = Pick<Subject, 'client' | 'issue' | 'builtInId' | 'organizationId' | 'secrets'>

async function makeKeys({ client, issue }: Begun, asleep: string): Promise<Subject['keys']> {
  const keys = {
    plain: await issue({ name: 'Plain', scopes: ['leads:read'] }),
    test: await issue({ environment: 'test' }),
    revoked: await issue(),
    disabled: await issue(),
    expired: await issue({ expiresAt: new Date(Date.now() + 1_500).toISOString() }),
    suspended: await issue({ organizationId: asleep }),
    addressed: await issue({ allowedIps: ['203.0.113.0/24', '2001:db8::/32'] }),
    endpointed: await issue({ allowedEndpoints: [{ method: 'GET', path: '/v1/leads/*' }] }),
  }
  await client.keys.revoke(keys.revoked.id, {})
  await client.keys.update(keys.disabled.id, { enabled: false })
  await client.organizations.update(asleep, { suspended: true })
  const { token } = keys.expired
  while ((await client.keys.verify({ key: token })).code !== 'expired') await pause(50)
  return keys
}

async function makeManagers({ client, builtInId, organizationId, secrets }: Begun) {
  const make = async (name: string, settings: NewKey): Promise<string> => {
    const { secret } = await client.keys.create({ apiId: builtInId, name, ...settings })
    secrets.push(secret ?? '')
    return secret ?? ''
  }
  return {
    confined: await make('Confined', { scopes: ['*'], reach: { organizationId, apiId: null } }),
    reader: await make('Reader', { scopes: ['keys:read'] }),
    verifier: await make('Verifier', { scopes: ['keys:verify'] }),
    addressed: await make('Addressed', { scopes: ['*'], allowedIps: ['203.0.113.0/24'] }),
  }
}
