import { MantineProvider, SegmentedControl } from '@mantine/core'
import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useSessionEnded } from '../../connection/session-end.ts'
import { ClosedPortal } from '../../features/portal/closed-portal.tsx'
import { PortalFrame } from '../../features/portal/portal-frame.tsx'
import { adoptAccent } from '../../shared/adopt-theme.ts'
import { NameProvider } from '../../shared/person-name.tsx'
import { theme } from '../../shared/theme.ts'
import { ZoneProvider } from '../../shared/zone.tsx'
import { TestBand } from '../frame/bands.tsx'
import type { Portal } from './open-portal.ts'
import { PortalName } from './portal-name.ts'

const route = getRouteApi('/portal/$apiId/$portalSessionId')

/** A portal, as long as it is open. */
export function PortalRoute() {
  const portal = route.useLoaderData()
  const hasEnded = useSessionEnded()
  if (portal === null) return <ClosedPortal home={null} reason="ended" />
  const { session, organization, environment } = portal
  return (
    <Themed portal={portal}>
      {hasEnded ? (
        <ClosedPortal home={session} reason="ended" />
      ) : (
        <ZoneProvider value={organization.timezone}>
          <NameProvider value={PortalName}>
            <TestBand environment={environment} environments={portal.api.environments} />
            <PortalFrame session={session} tools={<EnvironmentChoice portal={portal} />}>
              <Outlet />
            </PortalFrame>
          </NameProvider>
        </ZoneProvider>
      )}
    </Themed>
  )
}

/** As the vendor wants it to look; what whoever looks has chosen for the dashboard stays theirs. */
function Themed({ portal: { session }, children }: { portal: Portal; children: ReactNode }) {
  const { scheme, accent } = session.theme
  const chosen = useMemo(() => (accent === null ? theme : adoptAccent(accent)), [accent])
  return (
    <MantineProvider
      theme={chosen}
      defaultColorScheme="auto"
      {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      {children}
    </MantineProvider>
  )
}

function EnvironmentChoice({ portal: { api, environment } }: { portal: Portal }) {
  const navigate = useNavigate()
  const { apiId, portalSessionId } = route.useParams()
  if (api.environments.length < 2) return null
  return (
    <SegmentedControl
      size="xs"
      aria-label="Environment"
      data={api.environments}
      value={environment}
      onChange={chosen =>
        void navigate({
          to: '/portal/$apiId/$portalSessionId',
          params: { apiId, portalSessionId },
          search: chosen === api.environments[0] ? {} : { environment: chosen },
        })
      }
    />
  )
}
