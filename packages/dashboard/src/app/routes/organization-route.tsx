import { getRouteApi, Outlet } from '@tanstack/react-router'
import { Frame } from '../frame/frame.tsx'
import { GuardDialogs } from '../guard-dialogs.tsx'

const route = getRouteApi('/signed-in/organizations/$organizationId')

export function OrganizationRoute() {
  const place = route.useLoaderData()
  return (
    <>
      <Frame place={place}>
        <Outlet />
      </Frame>
      <GuardDialogs session={place.session} />
    </>
  )
}
