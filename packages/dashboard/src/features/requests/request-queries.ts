import type { KeyView } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

/** What is still to be decided, or what was. */
export type Shown = 'open' | 'closed'

const pageSize = 50

export const resetRequestsQuery = (organizationId: string, status: Shown) =>
  queryOptions({
    queryKey: ['requests', 'resets', organizationId, status],
    queryFn: ({ signal }) =>
      client.resetRequests.list({ organizationId, status, limit: pageSize }, { signal }),
  })

export const accessRequestsQuery = (organizationId: string, status: Shown) =>
  queryOptions({
    queryKey: ['requests', 'access', organizationId, status],
    queryFn: ({ signal }) =>
      client.organizations.listAccessRequests(organizationId, { status, limit: pageSize }, { signal }),
  })

/** What became of the last request to reset a key; another token of it is looked at anew. */
export const resetOfKeyQuery = ({ id: keyId, start }: Pick<KeyView, 'id' | 'start'>) =>
  queryOptions({
    queryKey: ['requests', 'of-key', keyId, start],
    queryFn: async ({ signal }) => {
      const { data } = await client.resetRequests.list({ keyId, limit: 1 }, { signal })
      return data[0] ?? null
    },
  })

/** What whoever looks has asked for in the organization that the session acts in. */
export const ownAccessRequestsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['requests', 'own', organizationId],
    queryFn: async ({ signal }) => (await client.account.listOwnAccessRequests({ signal })).data,
  })

/** Reads them again after something has changed them. */
export async function refreshRequests(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['requests'] })
}
