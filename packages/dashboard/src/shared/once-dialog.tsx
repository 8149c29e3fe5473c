import { Button, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from './dialog.tsx'
import styles from './once-dialog.module.css'
import { useWarningBeforeLeaving } from './use-warning-before-leaving.ts'

/** The one time that something is shown: closing asks until it was kept. */
export function OnceDialog({
  title,
  isKept,
  isLostOnClose = true,
  question,
  advice,
  onClose,
  children,
}: {
  title: string
  /** Whether it was copied, or saved. */
  isKept: boolean
  /** False where it can be shown again: then nothing is asked. */
  isLostOnClose?: boolean
  /** What closing without it means. */
  question: string
  /** Beside the button that closes. */
  advice?: ReactNode
  onClose: () => void
  children: ReactNode
}) {
  const [hasClosed, setHasClosed] = useState(false)
  const isSafe = isKept || !isLostOnClose
  useWarningBeforeLeaving(!isSafe)
  const close = () => (isSafe ? onClose() : setHasClosed(true))
  return (
    <Dialog onClose={close} title={title} size="lg" closeOnClickOutside={false}>
      <Stack gap="md">
        {children}
        {hasClosed && !isSafe ? (
          <Group justify="space-between" className={styles.question} role="alert">
            <Text fw={500}>{question}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => setHasClosed(false)}>
                Go back
              </Button>
              <Button color="red" onClick={onClose}>
                Close without copying
              </Button>
            </Group>
          </Group>
        ) : (
          <Group justify={advice ? 'space-between' : 'flex-end'}>
            {advice}
            <Button variant={isKept ? 'filled' : 'default'} onClick={close}>
              Done
            </Button>
          </Group>
        )}
      </Stack>
    </Dialog>
  )
}
