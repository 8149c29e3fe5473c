import { Button, Space, Text, TextInput } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { LayerFoot } from './layer-foot.tsx'

/** Asks before what cannot be undone; where `typed` is given, its name has to be typed first. */
export function ConfirmDialog({
  title,
  children,
  verb,
  leave = 'Cancel',
  typed,
  tone = 'danger',
  isRunning,
  onConfirm,
  onClose,
}: {
  title: string
  children: ReactNode
  /** What the button says, such as `Revoke key`. */
  verb: string
  /** What the button says that leaves everything as it is. */
  leave?: string
  typed?: string | null
  /** `plain` for what takes nothing away. */
  tone?: 'danger' | 'plain'
  isRunning: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const form = useId()
  const isReady = !typed || text.trim() === typed
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        id={form}
        onSubmit={event => {
          event.preventDefault()
          // The form that it may have been opened from is not sent by this.
          event.stopPropagation()
          if (isReady && !isRunning) onConfirm()
        }}
      >
        {children}
        {typed && (
          <TextInput
            mt="md"
            label={
              <Text span size="sm">
                Type <strong>{typed}</strong> to confirm
              </Text>
            }
            value={text}
            autoComplete="off"
            data-autofocus
            onChange={event => setText(event.currentTarget.value)}
          />
        )}
        <Space h="sm" />
        <LayerFoot>
          <Button variant="default" data-autofocus={!typed || undefined} onClick={onClose}>
            {leave}
          </Button>
          <Button
            {...(tone === 'danger' ? { color: 'red' } : {})}
            type="submit"
            disabled={!isReady}
            loading={isRunning}
          >
            {verb}
          </Button>
        </LayerFoot>
      </form>
    </Dialog>
  )
}
