import { Anchor } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import { client } from '../../connection/client.ts'
import styles from './portal.module.css'

/** Back to the product that somebody came from. Whoever goes there closes the portal behind them. */
export function ReturnLink({
  home: { portalName, returnUrl },
  isOpen,
}: {
  home: { portalName: string; returnUrl: string | null }
  isOpen: boolean
}) {
  if (returnUrl === null) return null
  const leave = (event: MouseEvent) => {
    if (!isOpen || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    const go = () => window.open(returnUrl, '_top')
    void client.portalSession.end().then(go, go)
  }
  return (
    <Anchor href={returnUrl} target="_top" className={styles.back} onClick={leave}>
      <IconArrowLeft size={16} aria-hidden />
      Back to {portalName}
    </Anchor>
  )
}
