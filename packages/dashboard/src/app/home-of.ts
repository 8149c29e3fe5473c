import type { Session } from '@keyturn/contract/client'
import { queryClient } from '../connection/query-client.ts'
import { organizationsQuery } from '../features/organizations/organization-queries.ts'

/** The organization that the session acts in, or the first one that it reaches. */
export async function homeOf(session: Session): Promise<string | undefined> {
  const own = session.organizationId ?? session.memberships[0]?.organizationId
  if (own !== undefined || session.operator === null) return own
  return (await queryClient.ensureQueryData(organizationsQuery))[0]?.id
}
