import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { pendingInvitationsQuery } from './member-queries.ts'

/** How many invitations have not been answered; nothing where there are none. */
export function InvitationBadge({ organizationId }: { organizationId: string }) {
  const { data: count = 0 } = useQuery(pendingInvitationsQuery(organizationId))
  if (count === 0) return null
  return (
    <Badge
      size="sm"
      ml="auto"
      flex="none"
      // The page of members says the same in words.
      aria-hidden
      title={count === 1 ? 'An invitation is not answered yet' : `${count} invitations are not answered yet`}
    >
      {count}
    </Badge>
  )
}
