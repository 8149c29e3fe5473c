import type { Session } from '@keyturn/contract/client'
import { Anchor, Breadcrumbs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { apisQuery } from '../../features/apis/api-queries.ts'
import { organizationQuery } from '../../features/organizations/organization-queries.ts'
import { ZoneProvider } from '../../shared/zone.tsx'
import { AccountMenu } from './account-menu.tsx'
import styles from './frame.module.css'
import { FrameShell, SkipLink } from './frame-shell.tsx'
import { HelpButton } from './help-button.tsx'
import { InstallationNavigation, installationPages } from './installation-navigation.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { PaletteButton } from './palette-button.tsx'

/** Who looks after an installation goes by the clock of where they are. */
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** What is around every page of the operators' area. */
export function InstallationFrame({ session, children }: { session: Session; children: ReactNode }) {
  return (
    <ZoneProvider value={ownZone}>
      <SkipLink />
      <FrameShell
        title="Installation"
        side={
          <>
            <OrganizationSwitcher place={{ session, organization: null, brand: 'Organizations' }} />
            <InstallationNavigation />
          </>
        }
        crumbs={<InstallationCrumbs />}
        tools={
          <>
            <PaletteButton place={null} session={session} />
            <HelpButton place={null} />
            <AccountMenu session={session} />
          </>
        }
      >
        {children}
      </FrameShell>
    </ZoneProvider>
  )
}

const newPath = '/installation/apis/new'

function InstallationCrumbs() {
  const path = useRouterState({ select: state => state.location.pathname })
  const here = installationPages.find(({ to }) => path.startsWith(to))
  const isDeeper = here !== undefined && path.startsWith(`${here.to}/`)
  return (
    <nav aria-label="Breadcrumb" className={styles.crumbs}>
      <Breadcrumbs separatorMargin={6}>
        <Text size="sm" c="dimmed">
          Installation
        </Text>
        {here && !isDeeper && (
          <Text size="sm" truncate>
            {here.title}
          </Text>
        )}
        {here && isDeeper && (
          <Anchor size="sm" c="dimmed" renderRoot={props => <Link {...props} to={here.to} />}>
            {here.title}
          </Anchor>
        )}
        {isDeeper && <ShownName path={path} />}
      </Breadcrumbs>
    </nav>
  )
}

/** What the page is about: an organization or an API, which the page has read, or one that is being made. */
function ShownName({ path }: { path: string }) {
  const { customerId, apiId } = useParams({ strict: false })
  const organization = useQuery({ ...organizationQuery(customerId ?? ''), enabled: customerId !== undefined })
  const apis = useQuery({ ...apisQuery, enabled: apiId !== undefined })
  const name = organization.data?.name ?? apis.data?.find(({ id }) => id === apiId)?.name
  const isAwaited = organization.isLoading || apis.isLoading
  return (
    <Text size="sm" truncate>
      {path === newPath ? 'New' : (name ?? (isAwaited ? '…' : 'Not found'))}
    </Text>
  )
}
