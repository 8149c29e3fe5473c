import type { OrganizationView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { refreshOrganizations } from './organization-queries.ts'

/** Stops every key of an organization, or lets them work again. */
export function SuspendOrganizationDialog({
  organization,
  onClose,
}: {
  organization: OrganizationView
  onClose: () => void
}) {
  const { id, name, suspended } = organization
  const { isRunning, error, run } = useChange()
  const change = () =>
    void run(async () => {
      const startedAt = performance.now()
      await client.organizations.update(id, { suspended: !suspended })
      const ms = Math.round(performance.now() - startedAt)
      await refreshOrganizations()
      const done = suspended ? 'Its keys work again' : 'Suspended everywhere'
      notifications.show({ title: name, message: `${done}, ${ms} ms`, color: 'gray' })
      onClose()
    })
  return (
    <ConfirmDialog
      title={suspended ? `Resume ${name}?` : `Suspend ${name}?`}
      verb={suspended ? 'Resume' : 'Suspend'}
      tone={suspended ? 'plain' : 'danger'}
      isRunning={isRunning}
      onConfirm={change}
      onClose={onClose}
    >
      {suspended ? (
        <Text>Its keys are accepted again, but for those that were revoked, disabled or have expired.</Text>
      ) : (
        <>
          <Text>No key of {name} is accepted any more: its requests get 403 at once, on every API.</Text>
          <Text c="dimmed" mt="xs">
            Nothing is deleted. Its people can still look and change nothing, and resuming lets every key work
            again.
          </Text>
        </>
      )}
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
