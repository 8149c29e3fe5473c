import { getRouteApi } from '@tanstack/react-router'
import { mayOneOf } from '../../features/sessions/session.ts'
import { GeneralPage } from '../../features/settings/general-page.tsx'
import { SettingsScreen } from '../frame/settings-screen.tsx'
import { useAdoptOrganization } from '../use-adopt-organization.ts'

const route = getRouteApi('/signed-in/organizations/$organizationId')

export function GeneralRoute() {
  const place = route.useLoaderData()
  const adopt = useAdoptOrganization()
  return (
    <SettingsScreen place={place} title="General">
      <GeneralPage
        key={place.organization.id}
        organization={place.organization}
        mayChange={mayOneOf(place.session, ['administer'])}
        onSaved={adopt}
      />
    </SettingsScreen>
  )
}
