import type { Session } from '@keyturn/contract/client'
import { Breadcrumbs, Text } from '@mantine/core'
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ZoneProvider } from '../../shared/zone.tsx'
import { AccountMenu } from './account-menu.tsx'
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

function InstallationCrumbs() {
  const path = useRouterState({ select: state => state.location.pathname })
  const here = installationPages.find(({ to }) => path.startsWith(to))
  return (
    <nav aria-label="Breadcrumb">
      <Breadcrumbs separatorMargin={6}>
        <Text size="sm" c="dimmed">
          Installation
        </Text>
        {here && (
          <Text size="sm" truncate>
            {here.title}
          </Text>
        )}
      </Breadcrumbs>
    </nav>
  )
}
