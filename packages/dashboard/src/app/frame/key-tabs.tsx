import { Link } from '@tanstack/react-router'
import type { KeyScene } from '../../features/keys/key-scene.ts'
import { type KeyTab, keyTabs } from '../read-key-view.ts'
import styles from './frame.module.css'
import { showTab } from './show-tab.ts'

const words: Record<KeyTab, string> = {
  overview: 'Overview',
  requests: 'Requests',
  rotation: 'Rotation',
  settings: 'Settings',
  audit: 'Audit',
}

/** What there is to see of one key; each has an address. */
export function KeyTabs({ scene, current }: { scene: KeyScene; current: KeyTab }) {
  return (
    <nav aria-label="Key" className={styles.tabs}>
      {tabsFor(scene).map(tab => (
        <Link
          key={tab}
          to="."
          search={({ environment }) => ({
            ...(environment ? { environment } : {}),
            ...(tab === 'overview' ? {} : { tab }),
          })}
          className={styles.tab}
          data-active={tab === current}
          aria-current={tab === current ? 'page' : undefined}
          ref={tab === current ? showTab : undefined}
        >
          {words[tab]}
        </Link>
      ))}
    </nav>
  )
}

/** Who may not see logs has no tab for them, and only who manages keys changes them. */
export function tabsFor({ may }: Pick<KeyScene, 'may'>): KeyTab[] {
  const isOpen: Record<KeyTab, boolean> = {
    overview: true,
    requests: may.seeUse,
    rotation: true,
    settings: may.manage,
    audit: may.seeAudit,
  }
  return keyTabs.filter(tab => isOpen[tab])
}
