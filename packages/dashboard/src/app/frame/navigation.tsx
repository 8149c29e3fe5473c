import {
  IconChartBar,
  IconGauge,
  IconHistory,
  IconInbox,
  IconKey,
  IconListDetails,
  IconSettings,
} from '@tabler/icons-react'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isSettings, type MenuSection, placeOf } from '../../features/apis/menu.ts'
import { InvitationBadge } from '../../features/members/invitation-badge.tsx'
import { RequestBadge } from '../../features/requests/request-badge.tsx'
import { mayOneOf } from '../../features/sessions/session.ts'
import { mayDecide } from '../may-decide.ts'
import styles from './frame.module.css'
import { logPages } from './log-pages.ts'
import type { Place } from './place.ts'
import { settingsPageAt } from './settings-pages.ts'

/** The main menu. What the APIs call their sections is what stands here. */
export function Navigation({ place }: { place: Place }) {
  const { organization, menu } = place
  const [firstSettings] = place.settings
  const { apiId = '' } = useParams({ strict: false })
  const isOverview = useRouterState({
    select: state => state.location.pathname.replace(/\/$/, '') === `/organizations/${organization.id}`,
  })
  const isInSettings = useRouterState({
    select: state => settingsPageAt(state.location.pathname, organization.id) !== null,
  })
  const current = placeOf(menu, apiId)?.section
  return (
    <nav aria-label="Main" className={styles.navigation}>
      <Link
        to="/organizations/$organizationId"
        params={{ organizationId: organization.id }}
        className={styles.link}
        data-active={isOverview}
        aria-current={isOverview ? 'page' : undefined}
      >
        <IconGauge size={18} aria-hidden />
        Overview
      </Link>
      <RequestsLink place={place} />
      {menu
        .filter(section => !isSettings(section))
        .map(section => (
          <SectionLink key={section.title} place={place} section={section} isCurrent={current === section} />
        ))}
      <LogLinks place={place} />
      {menu.filter(isSettings).map(section => (
        <SectionLink
          key={section.title}
          place={place}
          section={section}
          isCurrent={current === section || isInSettings}
          badge={<Invitations place={place} />}
        />
      ))}
      {firstSettings !== undefined && !menu.some(isSettings) && (
        <Link
          to={firstSettings.to}
          params={{ organizationId: organization.id }}
          className={styles.link}
          data-active={isInSettings}
          aria-current={isInSettings ? 'true' : undefined}
        >
          <IconSettings size={18} aria-hidden />
          Settings
          <Invitations place={place} />
        </Link>
      )}
    </nav>
  )
}

/** What waits for those who may decide. */
function RequestsLink({ place: { organization, session } }: { place: Place }) {
  const may = mayDecide(session)
  if (!may.decideResets && !may.decideAccess) return null
  return (
    <Link
      to="/organizations/$organizationId/requests"
      params={{ organizationId: organization.id }}
      className={styles.link}
      activeProps={{ 'data-active': true, 'aria-current': 'page' }}
    >
      <IconInbox size={18} aria-hidden />
      Requests
      <RequestBadge organizationId={organization.id} may={may} />
    </Link>
  )
}

function SectionLink({
  place,
  section,
  isCurrent,
  badge,
}: {
  place: Place
  section: MenuSection
  isCurrent: boolean
  badge?: ReactNode
}) {
  const first = section.pages[0]?.apis[0]
  if (first === undefined) return null
  const Icon = isSettings(section) ? IconSettings : IconKey
  return (
    <Link
      to="/organizations/$organizationId/apis/$apiId/keys"
      params={{ organizationId: place.organization.id, apiId: first.id }}
      className={styles.link}
      data-active={isCurrent}
      aria-current={isCurrent ? 'true' : undefined}
    >
      <Icon size={18} aria-hidden />
      {section.title}
      {badge}
    </Link>
  )
}

/** In the settings there are people who have been asked to join. */
function Invitations({ place: { organization, settings } }: { place: Place }) {
  if (!settings.some(({ title }) => title === 'Members')) return null
  return <InvitationBadge organizationId={organization.id} />
}

const logIcons = { Usage: IconChartBar, Logs: IconListDetails, 'Audit log': IconHistory } as const

/** What keys and people did. */
function LogLinks({ place }: { place: Place }) {
  const seen = logPages.filter(({ requires }) => mayOneOf(place.session, requires))
  return seen.map(({ to, title }) => {
    const Icon = logIcons[title]
    return (
      <Link
        key={to}
        to={to}
        params={{ organizationId: place.organization.id }}
        className={styles.link}
        activeProps={{ 'data-active': true, 'aria-current': 'page' }}
      >
        <Icon size={18} aria-hidden />
        {title}
      </Link>
    )
  })
}
