import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

export const organizationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organizations', id],
    queryFn: () => client.organizations.get(id),
    staleTime: 60_000,
  })

/** The first of them, for whoever reaches all. */
export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: async () => (await client.organizations.list({ limit: 200 })).data,
})

const pageSize = 25

/** What the list is filtered by; all of it stands in the address. */
export type OrganizationFilter = { search?: string; suspended?: boolean; cursor?: string }

export const organizationPageQuery = (filter: OrganizationFilter) =>
  queryOptions({
    queryKey: ['organizations', 'page', filter],
    queryFn: ({ signal }) => client.organizations.list({ limit: pageSize, ...filter }, { signal }),
    // The page before stays while the next one is on its way.
    placeholderData: before => before,
  })

/** Forgets the lists that one which was deleted is still in. */
export function forgetOrganizationLists(): void {
  queryClient.removeQueries({ queryKey: ['organizations', 'page'] })
}

/** Reads them again after one has changed. */
export async function refreshOrganizations(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['organizations'] })
}
