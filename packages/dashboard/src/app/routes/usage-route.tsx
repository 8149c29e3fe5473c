import { Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { keyPermissions, mayOneOf } from '../../features/sessions/session.ts'
import { EndpointRanking, KeyRanking } from '../../features/usage/usage-ranking.tsx'
import { UsageSection } from '../../features/usage/usage-section.tsx'
import { useTableKey } from '../../shared/charts/use-table-key.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { ApiChoice } from '../frame/api-choice.tsx'
import { KeyLink } from '../make-scene.tsx'
import { MissingPermission } from '../missing-permission.tsx'
import { readApi, readRange, usePermissions } from '../read-usage-search.ts'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/usage')

/** How much the keys of an organization were used, and by what. */
export function UsageRoute() {
  const place = organizationRoute.useLoaderData()
  const search = route.useSearch()
  const { range = '7d' } = readRange(search)
  const { api } = readApi(search)
  const navigate = useNavigate()
  const table = useTableKey()
  const { organization, environment } = place
  if (!mayOneOf(place.session, usePermissions)) {
    return <MissingPermission place={place} title="Usage" permissions={usePermissions} />
  }
  const asked = {
    organizationId: organization.id,
    ...(api === undefined ? {} : { apiId: api }),
    ...(environment === null ? {} : { environment }),
  }
  // Keys of two APIs may have one name.
  const tellsApis = api === undefined && place.apis.length > 1
  return (
    <>
      <PageHeader
        title="Usage"
        purpose={`What the keys of ${organization.name} were used for, and how it ended.`}
      />
      <ApiChoice
        apis={place.apis}
        chosen={api}
        onChoose={chosen => void navigate({ to: '.', search: before => ({ ...before, api: chosen }) })}
      />
      <UsageSection
        place={asked}
        range={range}
        onRange={chosen => void navigate({ to: '.', search: before => ({ ...before, range: chosen }) })}
        table={table}
      />
      <KeyRanking
        place={asked}
        range={range}
        linkTo={
          mayOneOf(place.session, keyPermissions)
            ? shown => (
                <>
                  <KeyLink organizationId={organization.id} shown={shown} />{' '}
                  {tellsApis && (
                    <Text span size="sm" c="dimmed" ml={4}>
                      {place.apis.find(({ id }) => id === shown.apiId)?.name}
                    </Text>
                  )}
                </>
              )
            : null
        }
      />
      <EndpointRanking place={asked} range={range} />
    </>
  )
}
