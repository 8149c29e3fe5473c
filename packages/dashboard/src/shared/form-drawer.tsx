import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useClosing } from './use-closing.tsx'
import { useReturnedFocus } from './use-returned-focus.ts'
import { useSeenPart, withinSeen } from './use-seen-part.ts'

/** A form beside the page that it is about. A slip does not close it: what was typed is asked about before. */
export function FormDrawer({
  title,
  size = 'lg',
  isDirty,
  onClose,
  children,
}: {
  title: string
  size?: 'md' | 'lg'
  /** Whether something was typed. */
  isDirty: boolean
  onClose: () => void
  children: ReactNode
}) {
  useReturnedFocus()
  const { layer, question } = useClosing(isDirty, onClose)
  const part = useSeenPart()
  if (part === null) return null
  return (
    <>
      <Drawer opened {...layer} {...withinSeen(part)} position="right" size={size} title={title}>
        {children}
      </Drawer>
      {question}
    </>
  )
}
