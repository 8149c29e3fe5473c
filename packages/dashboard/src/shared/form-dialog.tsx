import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { LayerFoot } from './layer-foot.tsx'
import { useClosing } from './use-closing.tsx'

/** A dialog that is one form: it can be sent, or left. */
export function FormDialog({
  title,
  verb,
  leave = 'Cancel',
  size = 'md',
  isReady,
  isDirty = false,
  isRunning,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  /** What the button says that sends it. */
  verb: string
  /** What the button says that closes it. */
  leave?: string
  size?: 'md' | 'lg'
  isReady: boolean
  /** Whether something was typed that closing it would lose. */
  isDirty?: boolean
  isRunning: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { layer, question } = useClosing(isDirty, onClose)
  return (
    <>
      <Dialog {...layer} title={title} size={size}>
        <form
          onSubmit={event => {
            event.preventDefault()
            onSubmit()
          }}
        >
          <Stack gap="md">
            {children}
            <LayerFoot>
              <Button variant="default" onClick={onClose}>
                {leave}
              </Button>
              <Button type="submit" loading={isRunning} disabled={!isReady}>
                {verb}
              </Button>
            </LayerFoot>
          </Stack>
        </form>
      </Dialog>
      {question}
    </>
  )
}
