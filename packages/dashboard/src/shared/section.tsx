import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import styles from './section.module.css'

/** A part of a page under a heading of its own. */
export function Section({
  title,
  sentence,
  action,
  children,
}: {
  title: string
  sentence?: string
  action?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {sentence && (
            <Text size="sm" c="dimmed" maw={640}>
              {sentence}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </section>
  )
}
