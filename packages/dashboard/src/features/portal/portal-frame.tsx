import type { PortalSession } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './portal.module.css'
import { ReturnLink } from './return-link.tsx'
import { useToldHeight } from './use-told-height.ts'

/** What is around the pages of a portal: the way back, and who they are for. The product around them has the rest. */
export function PortalFrame({
  session,
  tools,
  children,
}: {
  session: PortalSession
  tools: ReactNode
  children: ReactNode
}) {
  useToldHeight(session.portalOrigins)
  return (
    <div className={styles.frame}>
      <header className={styles.top}>
        <ReturnLink home={session} isOpen />
        <Text span c="dimmed" size="sm" className={styles.who}>
          {session.actor.name}
        </Text>
        {tools}
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
