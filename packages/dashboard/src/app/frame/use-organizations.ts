import { useQuery } from '@tanstack/react-query'
import { organizationsQuery } from '../../features/organizations/organization-queries.ts'
import type { Place } from './place.ts'

/** The organizations that whoever looks may go to: their own, and for operators all of them. */
export function useOrganizations({
  session,
}: Pick<Place, 'session'>): readonly { id: string; name: string; suspended: boolean }[] {
  const isOperator = session.operator !== null
  const all = useQuery({ ...organizationsQuery, enabled: isOperator })
  if (isOperator) return all.data ?? []
  return session.memberships.map(({ organizationId, organizationName }) => ({
    id: organizationId,
    name: organizationName,
    // A session says no more of the others than their names.
    suspended: false,
  }))
}
