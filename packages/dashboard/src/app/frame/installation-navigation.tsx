import {
  IconApi,
  IconBuilding,
  IconHeartbeat,
  IconKey,
  type IconProps,
  IconServerCog,
  IconUserShield,
} from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import styles from './frame.module.css'

type Entry = { to: string; title: string; Icon: ComponentType<IconProps> }

/** What the vendor's own staff looks after. */
export const installationPages = [
  { to: '/installation/organizations', title: 'Organizations', Icon: IconBuilding },
  { to: '/installation/apis', title: 'APIs', Icon: IconApi },
  { to: '/installation/keys', title: 'All keys', Icon: IconKey },
  { to: '/installation/operators', title: 'Operators', Icon: IconUserShield },
  { to: '/installation/health', title: 'System health', Icon: IconHeartbeat },
] as const satisfies readonly Entry[]

/** The menu of the operators' area. */
export function InstallationNavigation() {
  const path = useRouterState({ select: state => state.location.pathname })
  return (
    <nav aria-label="Main" className={styles.navigation}>
      {installationPages.map(({ to, title, Icon }) => {
        const isHere = path === to || path.startsWith(`${to}/`)
        return (
          <Link
            key={to}
            to={to}
            className={styles.link}
            data-active={isHere}
            aria-current={isHere ? 'page' : undefined}
          >
            <Icon size={18} aria-hidden />
            {title}
          </Link>
        )
      })}
    </nav>
  )
}

/** From the pages of an organization to those of the whole installation. */
export function InstallationLink() {
  return (
    <nav aria-label="For operators" className={styles.operators}>
      <Link to="/installation" className={styles.link}>
        <IconServerCog size={18} aria-hidden />
        Installation
      </Link>
    </nav>
  )
}
