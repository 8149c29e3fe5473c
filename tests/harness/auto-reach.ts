import type { ApiView, KeyView, OrganizationView } from '@keyturn/contract/client'
import { sampleApis } from '../../scripts/samples/sample-apis.ts'
import { type Answer, createServiceKey, send } from './enrich-engine.ts'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from './start-keyturn.ts'
import { type StartedSampleApi, startSampleApi } from './start-sample-api.ts'

type NewKey = Omit<Parameters<StartedKeyturn['client']['keys']['create']>[0], 'apiId' | 'name'> & {
  name?: string
}

export type AutoReach = {
  keyturn: StartedKeyturn
  sampleApi: StartedSampleApi
  api: ApiView
  contoso: OrganizationView
  fabrikam: OrganizationView
  /** A key of the API; Contoso's unless told otherwise. */
  createKey(key: NewKey): Promise<{ key: KeyView; secret: string }>
  /** A request to the sample API, with the token as `Authorization: Bearer`. */
  call(token: string, request: string, body?: object): Promise<Answer>
  stop(): Promise<void>
}

/** Keyturn with the sample API "AutoReach" and two customers, and the service that it protects. */
export async function startAutoReach(database: KeyturnOptions['database']): Promise<AutoReach> {
  const keyturn = await startKeyturn({ database })
  try {
    const { client } = keyturn
    const wanted = sampleApis.find(({ prefix }) => prefix === 'ak')
    if (wanted === undefined) throw new Error('there is no sample API AutoReach')
    const api = await client.apis.create(wanted)
    const contoso = await client.organizations.create({ name: 'Contoso' })
    const fabrikam = await client.organizations.create({ name: 'Fabrikam' })
    const sampleApi = await startSampleApi({
      keyturnUrl: keyturn.url,
      serviceKey: await createServiceKey(keyturn, api.id),
      apiId: api.id,
      allowedSmtpHosts: ['127.0.0.1'],
    })
    return {
      keyturn,
      sampleApi,
      api,
      contoso,
      fabrikam,
      createKey: async ({ name = 'A key', organizationId = contoso.id, ...settings }) => {
        const created = await client.keys.create({ ...settings, name, organizationId, apiId: api.id })
        if (created.secret === null) throw new Error('a create answered without the secret')
        return { key: created.key, secret: created.secret }
      },
      call: (token, request, body) =>
        send(sampleApi.url, request, { headers: { authorization: `Bearer ${token}` }, body }),
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
