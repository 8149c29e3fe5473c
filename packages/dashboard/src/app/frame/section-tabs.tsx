import { Link } from '@tanstack/react-router'
import { isSettings, type MenuPage, type MenuSection, placeOf } from '../../features/apis/menu.ts'
import { InvitationBadge } from '../../features/members/invitation-badge.tsx'
import styles from './frame.module.css'
import type { Place } from './place.ts'
import type { SettingsPage, SettingsTitle } from './settings-pages.ts'
import { showTab } from './show-tab.ts'

/** The pages of a section side by side, and the APIs that share one. */
export function SectionTabs({ place, apiId }: { place: Place; apiId: string }) {
  const found = placeOf(place.menu, apiId)
  if (found === null) return null
  const { section, page } = found
  const organizationId = place.organization.id
  return (
    <>
      {section.title !== page.title && <Tabs place={place} section={section} current={page} />}
      {page.apis.length > 1 && (
        <nav aria-label="APIs" className={styles.choice}>
          {page.apis.map(({ id, name }) => (
            <Link
              key={id}
              to="/organizations/$organizationId/apis/$apiId/keys"
              params={{ organizationId, apiId: id }}
              className={styles.option}
              data-active={id === apiId}
              aria-current={id === apiId ? 'page' : undefined}
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
    </>
  )
}

/** The same, where the page is one about the organization itself. */
export function SettingsTabs({ place, title }: { place: Place; title: SettingsTitle }) {
  const section = place.menu.find(isSettings) ?? { title: 'Settings', pages: [] }
  const current = place.settings.find(each => each.title === title)
  return <Tabs place={place} section={section} current={current ?? null} />
}

function Tabs({
  place,
  section,
  current,
}: {
  place: Place
  section: MenuSection
  current: MenuPage | SettingsPage | null
}) {
  const organizationId = place.organization.id
  const look = (isCurrent: boolean) =>
    ({
      className: styles.tab,
      'data-active': isCurrent,
      'aria-current': isCurrent ? 'page' : undefined,
      ref: isCurrent ? showTab : undefined,
    }) as const
  return (
    <nav aria-label={section.title} className={styles.tabs}>
      {section.pages.map(each => (
        <Link
          key={each.title}
          to="/organizations/$organizationId/apis/$apiId/keys"
          params={{ organizationId, apiId: each.apis[0]?.id ?? '' }}
          {...look(each === current)}
        >
          {each.title}
        </Link>
      ))}
      {isSettings(section) &&
        place.settings.map(each => (
          <Link key={each.to} to={each.to} params={{ organizationId }} {...look(each === current)}>
            {each.title}
            {each.title === 'Members' && <InvitationBadge organizationId={organizationId} />}
          </Link>
        ))}
    </nav>
  )
}
