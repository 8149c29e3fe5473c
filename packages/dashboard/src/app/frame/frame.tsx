import type { ReactNode } from 'react'
import { NameProvider } from '../../shared/person-name.tsx'
import { ZoneProvider } from '../../shared/zone.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Bands } from './bands.tsx'
import { Crumbs } from './crumbs.tsx'
import { EnvironmentMenu } from './environment-menu.tsx'
import { FrameShell, SkipLink } from './frame-shell.tsx'
import { HelpButton } from './help-button.tsx'
import { InstallationLink } from './installation-navigation.tsx'
import { MemberName } from './member-name.tsx'
import { Navigation } from './navigation.tsx'
import { OrganizationSwitcher } from './organization-switcher.tsx'
import { PaletteButton } from './palette-button.tsx'
import type { Place } from './place.ts'

/** What is around every page of an organization. */
export function Frame({ place, children }: { place: Place; children: ReactNode }) {
  const { session, organization, brand } = place
  return (
    <ZoneProvider value={session.user.timezone ?? organization.timezone}>
      <NameProvider value={MemberName}>
        <SkipLink />
        <Bands place={place} />
        <FrameShell
          title={brand}
          side={
            <>
              <OrganizationSwitcher place={place} />
              <Navigation place={place} />
              {session.operator !== null && <InstallationLink />}
            </>
          }
          crumbs={<Crumbs place={place} />}
          tools={
            <>
              <PaletteButton place={place} session={session} />
              <EnvironmentMenu place={place} />
              <HelpButton place={place} />
              <AccountMenu session={session} />
            </>
          }
        >
          {children}
        </FrameShell>
      </NameProvider>
    </ZoneProvider>
  )
}
