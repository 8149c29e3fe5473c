import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { BillingPage } from '../../features/billing/billing-page.tsx'
import { SettingsScreen } from '../frame/settings-screen.tsx'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/settings/billing')

export function BillingRoute() {
  const place = organizationRoute.useLoaderData()
  const { month } = route.useSearch()
  const navigate = useNavigate()
  return (
    <SettingsScreen place={place} title="Billing">
      <BillingPage
        key={place.organization.id}
        organization={place.organization}
        apis={place.apis}
        month={month ?? null}
        onMonth={chosen =>
          void navigate({
            to: '.',
            search: ({ month: _, ...before }) => ({
              ...before,
              ...(chosen === null ? {} : { month: chosen }),
            }),
          })
        }
      />
    </SettingsScreen>
  )
}
