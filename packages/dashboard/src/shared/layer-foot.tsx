import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './layer-foot.module.css'

/** The buttons that end a layer: in view, however long it is. */
export function LayerFoot({
  isBeside = false,
  children,
}: {
  /** In a drawer, where a line tells them from the form. */
  isBeside?: boolean
  children: ReactNode
}) {
  return (
    <Group justify="flex-end" gap="xs" className={styles.foot} data-beside={isBeside || undefined}>
      {children}
    </Group>
  )
}
