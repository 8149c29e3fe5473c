import { Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'
import styles from './problem-band.module.css'

/** What went wrong, what to do, and the id to ask about it with. */
export function ProblemBand({
  detail,
  requestId,
  onRetry,
}: {
  detail: string
  requestId?: string | null
  onRetry?: () => void
}) {
  const band = useRef<HTMLDivElement>(null)
  // In a long form it stands below what is in view.
  useEffect(() => {
    band.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={band} className={styles.band} role="alert">
      <IconAlertTriangle size={18} className={styles.icon} aria-hidden />
      <div className={styles.text}>
        <Text size="md">{detail}</Text>
        {requestId && (
          <Group gap="xs" mt={4}>
            <Text size="xs" c="dimmed" className={styles.request}>
              Request {requestId}
            </Text>
            <CopyButton text={requestId} label="Copy id" size="compact-xs" variant="subtle" />
          </Group>
        )}
      </div>
      {onRetry && (
        <Button variant="default" size="compact-sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
