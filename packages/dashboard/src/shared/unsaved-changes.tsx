import { Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { ConfirmDialog } from './confirm-dialog.tsx'

export type Address = { search: Readonly<Record<string, unknown>> }

/** Asks before a page with changes that are not saved is left, and has the browser ask before its tab is closed. */
export function UnsavedChanges({
  isDirty,
  isSamePage = () => true,
}: {
  isDirty: boolean
  /** Of two addresses with the same path, where not all of them show this page. */
  isSamePage?: (current: Address, next: Address) => boolean
}) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isDirty && (current.pathname !== next.pathname || !isSamePage(current, next)),
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <ConfirmDialog
      title="Leave without saving?"
      verb="Leave without saving"
      isRunning={false}
      onConfirm={proceed}
      onClose={reset}
    >
      <Text>What you have changed on this page takes effect only when you save it.</Text>
    </ConfirmDialog>
  )
}
