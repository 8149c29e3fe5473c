import { getRouteApi } from '@tanstack/react-router'
import { permissionChoices } from '../../features/members/permission-words.ts'
import { SecurityPage } from '../../features/settings/security-page.tsx'
import { SettingsScreen } from '../frame/settings-screen.tsx'
import { useAdoptOrganization } from '../use-adopt-organization.ts'

const route = getRouteApi('/signed-in/organizations/$organizationId')

export function SecurityRoute() {
  const place = route.useLoaderData()
  const adopt = useAdoptOrganization()
  const isVendor = place.session.operator !== null
  return (
    <SettingsScreen place={place} title="Security">
      <SecurityPage
        key={place.organization.id}
        organization={place.organization}
        apis={place.apis}
        isVendor={isVendor}
        // Nobody becomes an administrator by signing in.
        joining={permissionChoices.filter(({ value }) => value !== 'administer')}
        onSaved={adopt}
      />
    </SettingsScreen>
  )
}
