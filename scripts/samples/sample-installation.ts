import type { ApiView, KeyturnClient, OrganizationView } from '@keyturn/contract/client'
import { sampleApis } from './sample-apis.ts'
import { sampleOrganizations } from './sample-organizations.ts'

export type SampleInstallation = {
  /** Served by the sample API: Enrich Engine. */
  api: ApiView
  /** Those of the other sample APIs that there are; it takes their keys too. */
  moreApis: ApiView[]
  organizationIds: string[]
  /** Full tokens, fresh at each start. */
  quickstart: { live: string; test: string }
  /** What the sample API verifies with. */
  serviceKey: string
}

/** What it has routes for. */
const needed = ['ee', 'ak']

/**
 * Makes what the sample API needs and somebody has deleted, and rotates the keys that a start hands out. `sampleUrl` is
 * where that API listens this time, without a trailing slash. Repeatable.
 */
export async function prepareSamples(client: KeyturnClient, sampleUrl: string): Promise<SampleInstallation> {
  const apis = await ensureServedApis(client, sampleUrl)
  const api = apis.find(({ prefix }) => prefix === 'ee')
  if (!api) throw new Error('there is no sample API')
  const { first, others } = await ensureFirstOrganization(client)
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
    moreApis: apis.filter(each => each !== api),
    organizationIds: [first, ...others].map(({ id }) => id),
    quickstart: { live: await quickstart('live'), test: await quickstart('test') },
    serviceKey: await freshToken(client, {
      apiId: builtin.id,
      name: 'Sample External API',
      scopes: ['keys:verify', 'usage:write'],
      externalId: 'sample-external-api',
    }),
  }
}

async function ensureServedApis(client: KeyturnClient, baseUrl: string): Promise<ApiView[]> {
  const known = (await client.apis.list({ limit: 200 })).data
  const apis = await Promise.all(
    sampleApis.map(async each => {
      const api = known.find(({ prefix }) => prefix === each.prefix)
      if (api === undefined)
        return needed.includes(each.prefix) ? [await client.apis.create({ ...each, baseUrl })] : []
      const isMoved = api.baseUrl !== baseUrl && /^http:\/\/localhost:\d+$/.test(api.baseUrl ?? '')
      return [isMoved ? await client.apis.update(api.id, { baseUrl }) : api]
    }),
  )
  return apis.flat()
}

/** The one that Quickstart is a key of, and those of the others that are there still. */
async function ensureFirstOrganization(
  client: KeyturnClient,
): Promise<{ first: OrganizationView; others: OrganizationView[] }> {
  const [wanted, ...more] = sampleOrganizations
  if (!wanted) throw new Error('there is no sample organization')
  const find = async ({ externalId }: { externalId: string }) =>
    (await client.organizations.list({ externalId })).data
  const { members: _, office: __, events: ___, ...first } = wanted
  const [known] = await find(wanted)
  return {
    first: known ?? (await client.organizations.create(first)),
    others: (await Promise.all(more.map(find))).flat(),
  }
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
