import { Group, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

/** What a page is, what it is for, and the one thing to do there. */
export function PageHeader({
  title,
  heading,
  purpose,
  action,
}: {
  title: string
  /** What stands in place of the title, where that can be changed. */
  heading?: ReactNode
  purpose?: string
  action?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Keyturn`
  }, [title])
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="lg">
      <div>
        {heading ?? <Title order={1}>{title}</Title>}
        {purpose && (
          <Text c="dimmed" size="md" mt={2} maw={640}>
            {purpose}
          </Text>
        )}
      </div>
      {action}
    </Group>
  )
}
