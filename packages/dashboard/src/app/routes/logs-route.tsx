import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { mayOneOf } from '../../features/sessions/session.ts'
import { RequestLog } from '../../features/usage/request-log.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { ApiChoice } from '../frame/api-choice.tsx'
import { EnvironmentChoice } from '../frame/environment-choice.tsx'
import { MissingPermission } from '../missing-permission.tsx'
import { readEnvironment } from '../read-environment.ts'
import { readApi, readEnvironments, readLogFilter, usePermissions } from '../read-usage-search.ts'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/logs')

/** Every request that a key of an organization was presented with. */
export function LogsRoute() {
  const place = organizationRoute.useLoaderData()
  const search = route.useSearch()
  const chosenApi = readApi(search)
  const { api } = chosenApi
  const allEnvironments = readEnvironments(search)
  const filter = readLogFilter(search)
  const navigate = useNavigate()
  const { organization } = place
  const environment = allEnvironments.environments === 'all' ? null : place.environment
  if (!mayOneOf(place.session, usePermissions)) {
    return <MissingPermission place={place} title="Logs" permissions={usePermissions} />
  }
  const asked = {
    organizationId: organization.id,
    ...(api === undefined ? {} : { apiId: api }),
    ...(environment === null ? {} : { environment }),
  }
  const where = environment === null ? 'all environments' : `the ${environment} environment`
  const show = (changed: typeof chosenApi & typeof allEnvironments & typeof filter) =>
    void navigate({
      to: '.',
      search: before => ({ ...readEnvironment(before), ...changed }),
    })
  return (
    <>
      <PageHeader title="Logs" purpose={`Every request with a key of ${organization.name}, in ${where}.`} />
      <ApiChoice
        apis={place.apis}
        chosen={api}
        onChoose={chosen =>
          show({ ...filter, ...allEnvironments, ...(chosen === undefined ? {} : { api: chosen }) })
        }
      />
      <EnvironmentChoice
        place={place}
        isAll={environment === null}
        onChoose={isAll => show({ ...filter, ...chosenApi, ...(isAll ? { environments: 'all' } : {}) })}
      />
      <RequestLog
        place={asked}
        filter={filter}
        apis={api === undefined && place.apis.length > 1 ? place.apis : []}
        onFilter={changed => show({ ...changed, ...chosenApi, ...allEnvironments })}
      />
    </>
  )
}
