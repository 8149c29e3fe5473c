import { Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** Closes a layer, after asking where that would lose what was typed there. */
export function useClosing(
  isDirty: boolean,
  onClose: () => void,
): { layer: { onClose: () => void; closeOnEscape: boolean }; question: ReactNode } {
  const [isAsking, setAsking] = useState(false)
  return {
    layer: {
      onClose: () => (isDirty ? setAsking(true) : onClose()),
      // Then the key is for the question.
      closeOnEscape: !isAsking,
    },
    question: isAsking && (
      <ConfirmDialog
        title="Discard what you have typed?"
        verb="Discard"
        leave="Go on typing"
        isRunning={false}
        onConfirm={onClose}
        onClose={() => setAsking(false)}
      >
        <Text>Nothing of it has been saved or sent.</Text>
      </ConfirmDialog>
    ),
  }
}
