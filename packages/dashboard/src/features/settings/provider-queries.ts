import { type IdentityProvider, KeyturnError } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

/** The identity provider of an organization; null where it has none. */
export const providerQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['identity-provider', organizationId],
    queryFn: async ({ signal }): Promise<IdentityProvider | null> => {
      try {
        return await client.organizations.getIdentityProvider(organizationId, { signal })
      } catch (error) {
        if (error instanceof KeyturnError && error.status === 404) return null
        throw error
      }
    },
  })
