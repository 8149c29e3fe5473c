import { ActionIcon, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMenu2 } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import styles from './frame.module.css'

/** The places around a page: what leads elsewhere, where one is, and tools. On narrow screens the first is in a drawer. */
export function FrameShell({
  title,
  side,
  crumbs,
  tools,
  children,
}: {
  /** What the drawer is called. */
  title: string
  side: ReactNode
  crumbs: ReactNode
  tools: ReactNode
  children: ReactNode
}) {
  const [isOpen, { open, close }] = useDisclosure(false)
  const address = useRouterState({ select: state => state.location.href })
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere wants to see it
  useEffect(close, [address])
  return (
    <>
      <div className={styles.frame}>
        <div className={styles.side}>{side}</div>
        <header className={styles.top}>
          <ActionIcon className={styles.burger} aria-label="Open navigation" onClick={open}>
            <IconMenu2 size={20} />
          </ActionIcon>
          {crumbs}
          <div className={styles.tools}>{tools}</div>
        </header>
        <main id="content" className={styles.content} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Drawer opened={isOpen} onClose={close} size={280} title={title}>
        {side}
      </Drawer>
    </>
  )
}

/** The first thing that a keyboard reaches. */
export function SkipLink() {
  return (
    <a href="#content" className={styles.skip}>
      Skip to the page
    </a>
  )
}
