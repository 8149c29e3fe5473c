import { Anchor } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { KeyListPage } from '../../features/keys/key-list-page.tsx'
import { SoleKeyPage, type SoleKeySlots } from '../../features/keys/sole-key-page.tsx'
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
    const links: SoleKeySlots['links'] = ({ id: keyId }) => (
      <Anchor
        display="inline-block"
        mt="md"
        renderRoot={props => (
          <Link
            {...props}
            to="/portal/$apiId/$portalSessionId/keys/$keyId"
            params={{ apiId: portal.api.id, portalSessionId: portal.session.id, keyId }}
          />
        )}
      >
        Addresses, rotation and history
      </Anchor>
    )
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
