import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { apisQuery } from '../../../features/apis/api-queries.ts'
import { ScopePicker } from '../../../features/keys/scope-picker.tsx'
import { OrganizationSettingsPage } from '../../../features/organizations/organization-settings-page.tsx'
import { MissingPage } from '../../failed-page.tsx'

const route = getRouteApi('/signed-in/installation/organizations/$customerId')

export function OrganizationSettingsRoute() {
  const { customerId } = route.useParams()
  const navigate = useNavigate()
  const { data: apis } = useQuery(apisQuery)
  // A scope of the same name in several APIs is one word of a ceiling.
  const scopes = useMemo(
    () => [...new Map((apis ?? []).flatMap(api => api.scopes).map(scope => [scope.name, scope])).values()],
    [apis],
  )
  return (
    <OrganizationSettingsPage
      key={customerId}
      organizationId={customerId}
      missing={<MissingPage />}
      openLink={
        <Button
          variant="default"
          renderRoot={props => (
            <Link {...props} to="/organizations/$organizationId" params={{ organizationId: customerId }} />
          )}
        >
          Open its pages
        </Button>
      }
      scopePicker={(chosen, onChange) => <ScopePicker scopes={scopes} chosen={chosen} onChange={onChange} />}
      onDeleted={() => void navigate({ to: '/installation/organizations' })}
    />
  )
}
