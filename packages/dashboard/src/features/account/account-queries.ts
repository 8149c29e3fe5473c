import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

export const secondFactorsQuery = queryOptions({
  queryKey: ['account', 'second-factors'],
  queryFn: async ({ signal }) => client.account.listSecondFactors({ signal }),
})

export const passkeysQuery = queryOptions({
  queryKey: ['account', 'passkeys'],
  queryFn: async ({ signal }) => (await client.account.listPasskeys({ signal })).data,
})

/** What is linked, and what could be: that organizations have a provider changes meanwhile. */
export const identitiesQuery = queryOptions({
  queryKey: ['account', 'identities'],
  queryFn: async ({ signal }) => {
    const [{ data: linked }, { memberships }] = await Promise.all([
      client.account.listExternalIdentities({ signal }),
      client.session.get({ signal }),
    ])
    const isLinked = (id: string) => linked.some(({ organizationId }) => organizationId === id)
    const free = memberships.filter(each => each.singleSignOn && !isLinked(each.organizationId))
    return { linked, free, memberships }
  },
})

export const devicesQuery = queryOptions({
  queryKey: ['account', 'devices'],
  queryFn: async ({ signal }) => (await client.sessions.list({ signal })).data,
})

/** Reads again what the account signs in with and where: a change of one often ends others. */
export async function refreshAccount(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['account'] })
}
