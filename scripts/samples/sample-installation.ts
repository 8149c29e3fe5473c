import type { ApiView, KeyturnClient, OrganizationView } from '@keyturn/contract/client'
import { sampleApis } from './sample-apis.ts'
import { sampleOrganizations } from './sample-organizations.ts'

export type SampleInstallation = {
  /** Served by the sample API: Enrich Engine, and AutoReach besides. */
  api: ApiView
  moreApis: ApiView[]
  organizationIds: string[]
  /** Full tokens, fresh at each start. */
  quickstart: { live: string; test: string }
  /** What the sample API verifies with. */
  serviceKey: string
}

/** Makes the sample data that is missing and rotates the keys that a start hands out. Repeatable. */
export async function prepareSamples(client: KeyturnClient): Promise<SampleInstallation> {
  const apis = await ensureApis(client)
  const served = apis.filter(({ prefix }) => prefix === 'ee' || prefix === 'ak')
  const api = served.find(({ prefix }) => prefix === 'ee')
  if (!api) throw new Error('there is no sample API')
  const owners = await ensureOrganizations(client)
  const first = owners[0]
  if (!first) throw new Error('there is no sample organization')
  const scopes = api.scopes.map(scope => scope.name)
  const quickstart = (environment: string) =>
    freshToken(client, {
      apiId: api.id,
      organizationId: first.id,
      name: 'Quickstart',
      environment,
      scopes,
      externalId: `sample-quickstart-${environment}`,
    })
  const builtin = (await client.apis.list({ limit: 200 })).data.find(known => known.prefix === 'kt')
  if (!builtin) throw new Error('the built-in API is missing')
  return {
    api,
    moreApis: served.filter(each => each !== api),
    organizationIds: owners.map(organization => organization.id),
    quickstart: { live: await quickstart('live'), test: await quickstart('test') },
    serviceKey: await freshToken(client, {
      apiId: builtin.id,
      name: 'Sample External API',
      scopes: ['keys:verify', 'usage:write'],
      externalId: 'sample-external-api',
    }),
  }
}

async function ensureApis(client: KeyturnClient): Promise<ApiView[]> {
  const known = (await client.apis.list({ limit: 200 })).data
  return Promise.all(
    sampleApis.map(
      async wanted => known.find(api => api.prefix === wanted.prefix) ?? client.apis.create(wanted),
    ),
  )
}

async function ensureOrganizations(client: KeyturnClient): Promise<OrganizationView[]> {
  return Promise.all(
    sampleOrganizations.map(async ({ members, ...wanted }) => {
      const { data } = await client.organizations.list({ externalId: wanted.externalId })
      return data[0] ?? client.organizations.create(wanted)
    }),
  )
}

type NewKey = Parameters<KeyturnClient['keys']['create']>[0]

/** The token of a key that is rotated at each start, so that no old output of a start is worth anything. */
async function freshToken(client: KeyturnClient, key: NewKey & { externalId: string }): Promise<string> {
  const { data } = await client.keys.list({ externalId: key.externalId, status: 'active' })
  const known = data[0]
  const { secret } = known ? await client.keys.rotate(known.id) : await client.keys.create(key)
  if (secret === null) throw new Error(`no token was answered for ${key.name}`)
  return secret
}
