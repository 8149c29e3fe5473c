import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { accessRequestsQuery, resetRequestsQuery } from './request-queries.ts'

const countedMost = 50

/** How many requests wait for whoever looks; nothing where there are none. Read again when somebody comes back to the page. */
export function RequestBadge({
  organizationId,
  may,
}: {
  organizationId: string
  may: { decideResets: boolean; decideAccess: boolean }
}) {
  const resets = useQuery({ ...resetRequestsQuery(organizationId, 'open'), enabled: may.decideResets })
  const access = useQuery({ ...accessRequestsQuery(organizationId, 'open'), enabled: may.decideAccess })
  const count = (resets.data?.data.length ?? 0) + (access.data?.data.length ?? 0)
  if (count === 0) return null
  const text = count < countedMost ? String(count) : `${countedMost}+`
  return (
    <Badge size="sm" color="accent" ml="auto">
      {text}
    </Badge>
  )
}
