import type { ApiView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { refreshApis, workingKeysQuery } from './api-queries.ts'

/** Takes an API away for good, once none of its keys works any more. */
export function DeleteApiDialog({
  api,
  onDeleted,
  onClose,
}: {
  api: ApiView
  onDeleted: () => void
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const working = useQuery(workingKeysQuery(api.id))
  const remove = () =>
    void run(async () => {
      await client.apis.delete(api.id)
      notifications.show({ title: api.name, message: 'Deleted. Its logs stay.', color: 'gray' })
      // Before anything is read again: this page is about what is no longer there.
      onDeleted()
      void refreshApis()
    })
  return (
    <ConfirmDialog
      title={`Delete ${api.name}?`}
      verb="Delete API"
      typed={api.name}
      isRunning={isRunning}
      onConfirm={remove}
      onClose={onClose}
    >
      <Text>{keysText(working.data)}</Text>
      <Text c="dimmed" mt="xs">
        Its page goes from the menu of every customer, and nobody can make a key of it. Its logs stay, and its
        prefix {api.prefix} is free again. This cannot be undone.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}

function keysText(working: { count: number; isMore: boolean } | undefined): string {
  if (working === undefined) return 'Counting its keys…'
  if (working.count === 0) return 'None of its keys works.'
  const count = `${working.isMore ? 'More than ' : ''}${working.count} of its keys`
  return `${count} still ${working.count === 1 ? 'works' : 'work'}. Revoke them first: deleting is refused until then.`
}
