import { getRouteApi } from '@tanstack/react-router'
import { MembersPage } from '../../features/members/members-page.tsx'
import { SettingsScreen } from '../frame/settings-screen.tsx'

const route = getRouteApi('/signed-in/organizations/$organizationId')

export function MembersRoute() {
  const place = route.useLoaderData()
  return (
    <SettingsScreen place={place} title="Members">
      <MembersPage key={place.organization.id} organization={place.organization} session={place.session} />
    </SettingsScreen>
  )
}
