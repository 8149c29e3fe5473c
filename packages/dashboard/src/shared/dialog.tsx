import { Modal, type ModalProps } from '@mantine/core'
import { useReturnedFocus } from './use-returned-focus.ts'
import { useSeenPart, withinSeen } from './use-seen-part.ts'

/** A layer in the middle of what is in view, there as long as it is rendered. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'centered' | 'styles'>) {
  useReturnedFocus()
  const part = useSeenPart()
  if (part === null) return null
  return <Modal opened centered {...withinSeen(part)} {...props} />
}
