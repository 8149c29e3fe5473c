import type { OrganizationView } from '@keyturn/contract/client'
import { useRouter } from '@tanstack/react-router'
import { queryClient } from '../connection/query-client.ts'
import { organizationQuery } from '../features/organizations/organization-queries.ts'

/** Takes over what an organization has become, for everything that is shown of it. */
export function useAdoptOrganization(): (after: OrganizationView) => Promise<void> {
  const router = useRouter()
  return async after => {
    queryClient.setQueryData(organizationQuery(after.id).queryKey, after)
    await router.invalidate()
  }
}
