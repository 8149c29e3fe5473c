import { getRouteApi } from '@tanstack/react-router'
import { ClosedPortal } from '../../features/portal/closed-portal.tsx'

const route = getRouteApi('/portal/$apiId/')

/** Where a link leads that opens nothing. */
export function PortalLinkRoute() {
  const { home, reason } = route.useLoaderData()
  return <ClosedPortal home={home} reason={reason} />
}
