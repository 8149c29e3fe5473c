import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

/** The identity provider of an organization; null where it has none. */
export const providerQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['identity-provider', organizationId],
    queryFn: ({ signal }) => client.organizations.getIdentityProvider(organizationId, { signal }),
  })
