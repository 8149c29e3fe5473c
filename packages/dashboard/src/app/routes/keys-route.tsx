import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { consoleOf } from '../../features/apis/console.ts'
import { KeyListPage } from '../../features/keys/key-list-page.tsx'
import { mayOneOf } from '../../features/sessions/session.ts'
import { SectionTabs } from '../frame/section-tabs.tsx'
import { environmentSearch, makeScene } from '../make-scene.tsx'
import { MissingPermission } from '../missing-permission.tsx'
import { readKeyFilter } from '../read-key-filter.ts'

const SoleKey = lazy(() => import('../sole-key.tsx').then(file => ({ default: file.SoleKey })))
const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/apis/$apiId/keys')

/** The keys of an organization for one API, as the vendor wants that page to look. */
export function KeysRoute() {
  const place = organizationRoute.useLoaderData()
  const { apiId } = route.useParams()
  const filter = readKeyFilter(route.useSearch())
  const navigate = useNavigate()
  const api = place.apis.find(each => each.id === apiId)
  const scene = useMemo(() => (api === undefined ? null : makeScene(place, api)), [place, api])
  if (scene === null) return <MissingPermission place={place} title="This API" permissions={[]} />
  const { requires, page } = consoleOf(scene.api)
  if (!mayOneOf(place.session, requires)) {
    return <MissingPermission place={place} title={page} permissions={requires} />
  }
  if (scene.api.keyPolicy === 'one_per_organization') {
    return (
      <>
        <SectionTabs place={place} apiId={apiId} />
        <Suspense>
          <SoleKey place={place} scene={scene} />
        </Suspense>
      </>
    )
  }
  return (
    <>
      <SectionTabs place={place} apiId={apiId} />
      <KeyListPage
        key={apiId}
        scene={scene}
        filter={filter}
        onFilter={changed =>
          void navigate({ to: '.', search: { ...environmentSearch(place.environment), ...changed } })
        }
      />
    </>
  )
}
