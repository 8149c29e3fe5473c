import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** What would be here, in a sentence, and how it comes to be. */
export function EmptyState({
  title,
  sentence,
  children,
}: {
  title: string
  sentence: string
  children?: ReactNode
}) {
  return (
    <Stack className={styles.empty} gap="xs" align="flex-start">
      <Title order={2}>{title}</Title>
      <Text c="dimmed" maw={560}>
        {sentence}
      </Text>
      {children}
    </Stack>
  )
}
