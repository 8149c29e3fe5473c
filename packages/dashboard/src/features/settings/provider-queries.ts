import { type IdentityProvider, type KeyturnClient, KeyturnError } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

/** The identity provider of an organization; null where it has none. */
export async function readProvider(
  reader: KeyturnClient,
  organizationId: string,
  options: { signal?: AbortSignal } = {},
): Promise<IdentityProvider | null> {
  try {
    return await reader.organizations.getIdentityProvider(organizationId, options)
  } catch (error) {
    if (error instanceof KeyturnError && error.status === 404) return null
    throw error
  }
}

export const providerQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['identity-provider', organizationId],
    queryFn: ({ signal }) => readProvider(client, organizationId, { signal }),
  })
