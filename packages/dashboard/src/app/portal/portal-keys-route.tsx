import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { KeyListPage } from '../../features/keys/key-list-page.tsx'
import { SoleKeyPage } from '../../features/keys/sole-key-page.tsx'
import { readKeyFilter } from '../read-key-filter.ts'
import { makePortalScene } from './make-portal-scene.tsx'
import type { Portal } from './open-portal.ts'
import { portalResetsOf } from './portal-resets.tsx'

const portalRoute = getRouteApi('/portal/$apiId/$portalSessionId')
const route = getRouteApi('/portal/$apiId/$portalSessionId/')

/** The keys of an organization for the API of a portal. */
export function PortalKeysRoute() {
  const portal = portalRoute.useLoaderData()
  return portal && <Keys portal={portal} />
}

function Keys({ portal }: { portal: Portal }) {
  const scene = useMemo(() => makePortalScene(portal), [portal])
  const filter = readKeyFilter(route.useSearch())
  const navigate = useNavigate()
  if (portal.api.keyPolicy === 'one_per_organization') {
    const links: typeof scene.linkTo = sole =>
      scene.linkTo({ ...sole, name: 'Addresses, rotation and history' })
    return <SoleKeyPage scene={scene} slots={{ ...portalResetsOf(portal), links }} />
  }
  return (
    <KeyListPage
      scene={scene}
      filter={filter}
      onFilter={changed =>
        void navigate({
          to: '.',
          search: ({ environment }) => ({ ...(environment ? { environment } : {}), ...changed }),
        })
      }
    />
  )
}
