import type { OrganizationView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { forgetOrganizationLists, refreshOrganizations } from './organization-queries.ts'

/** Ends an organization for good, with what encrypts its tokens. */
export function DeleteOrganizationDialog({
  organization,
  onDeleted,
  onClose,
}: {
  organization: OrganizationView
  onDeleted: () => void
  onClose: () => void
}) {
  const { id, name } = organization
  const { isRunning, error, run } = useChange()
  const remove = () =>
    void run(async () => {
      await client.organizations.delete(id)
      notifications.show({ title: name, message: 'Deleted. Its logs stay.', color: 'gray' })
      forgetOrganizationLists()
      // Before anything is read again: this page is about what is no longer there.
      onDeleted()
      void refreshOrganizations()
    })
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      verb="Delete organization"
      typed={name}
      isRunning={isRunning}
      onConfirm={remove}
      onClose={onClose}
    >
      <Text>Every key of {name} ends, and its requests get 401 at once. This cannot be undone.</Text>
      <Text c="dimmed" mt="xs">
        The data key that encrypts its tokens is shredded: none of them can be shown again, and once the
        key-encryption key is replaced, not from copies of the database either. Its usage and audit logs stay.
      </Text>
      <Text c="dimmed" mt="xs">
        To stop its keys for a while, suspend it instead.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
