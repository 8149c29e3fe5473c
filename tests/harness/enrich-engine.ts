import type { ApiView, CreateApiBody, KeyView, OrganizationView } from '@keyturn/contract/client'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from './start-keyturn.ts'
import { type StartedSampleApi, startSampleApi } from './start-sample-api.ts'

/** An API whose customers hold scoped keys that are shown once. */
const enrichEngine: CreateApiBody = {
  name: 'Enrich Engine',
  prefix: 'ee',
  scopes: [
    { name: 'lists:read', description: 'View lists, list metadata, list counts' },
    { name: 'lists:write', description: 'Create, update, delete lists' },
    { name: 'leads:read', description: 'View lead details including contact information' },
    { name: 'leads:write', description: 'Create, update, delete leads' },
  ],
  keyPolicy: 'many',
  reveal: 'once',
  credentialHeader: 'X-API-Key',
}

export type Answer = {
  status: number
  headers: Headers
  /** Undefined where there is no body. */
  body: Record<string, unknown>
}

export type EnrichEngine = {
  keyturn: StartedKeyturn
  sampleApi: StartedSampleApi
  api: ApiView
  northwind: OrganizationView
  contoso: OrganizationView
  /** A key of the API; Northwind's unless told otherwise. */
  createKey(key: NewKey): Promise<{ key: KeyView; secret: string }>
  /** A request to the sample API, such as `GET /v1/lists`, with the token in X-API-Key. */
  call(token: string, request: string, body?: object): Promise<Answer>
  /** Ends both processes, which must end with status 0, and removes their data. */
  stop(): Promise<void>
}

export type NewKey = {
  name?: string
  scopes?: string[]
  environment?: string
  expiresAt?: string
  organizationId?: string
}

/** Keyturn with that API and two customers, and the sample API that serves them. */
export async function startEnrichEngine(database: KeyturnOptions['database']): Promise<EnrichEngine> {
  const keyturn = await startKeyturn({ database })
  try {
    const { client } = keyturn
    const api = await client.apis.create(enrichEngine)
    const northwind = await client.organizations.create({ name: 'Northwind' })
    const contoso = await client.organizations.create({ name: 'Contoso' })
    const sampleApi = await startSampleApi({
      keyturnUrl: keyturn.url,
      serviceKey: await createServiceKey(keyturn, api.id),
      apiId: api.id,
      organizationIds: [northwind.id, contoso.id],
    })
    return {
      keyturn,
      sampleApi,
      api,
      northwind,
      contoso,
      createKey: async ({ name = 'A key', organizationId = northwind.id, ...key }) => {
        const { key: view, secret } = await client.keys.create({
          ...key,
          name,
          organizationId,
          apiId: api.id,
        })
        if (secret === null) throw new Error('a create answered without the secret')
        return { key: view, secret }
      },
      call: (token, request, body) => send(sampleApi.url, request, { headers: { 'x-api-key': token }, body }),
      stop: async () => {
        await sampleApi.stop()
        await keyturn.stop()
        await sampleApi.remove()
        await keyturn.remove()
      },
    }
  } catch (error) {
    await keyturn.remove()
    throw error
  }
}

/** What a service of the vendor verifies with: it can do nothing else, and nothing on other APIs. */
export async function createServiceKey(
  { client }: Pick<StartedKeyturn, 'client'>,
  apiId: string,
): Promise<string> {
  const builtin = (await client.apis.list({ limit: 200 })).data.find(api => api.prefix === 'kt')
  if (builtin === undefined) throw new Error('the built-in API is missing')
  const { secret } = await client.keys.create({
    apiId: builtin.id,
    name: 'Service',
    scopes: ['keys:verify', 'usage:write'],
    reach: { organizationId: null, apiId },
  })
  if (secret === null) throw new Error('a create answered without the secret')
  return secret
}

/** `request` is a method and a path. The body of the answer is parsed, whatever the status. */
export async function send(
  url: string,
  request: string,
  options: { headers?: Record<string, string>; body?: object | undefined } = {},
): Promise<Answer> {
  const [method, path] = request.split(' ')
  const { headers = {}, body } = options
  const response = await fetch(`${url}${path}`, {
    method: method ?? 'GET',
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}
