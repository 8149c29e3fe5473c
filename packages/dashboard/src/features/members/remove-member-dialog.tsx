import type { MemberView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { nameOf, refreshMembers } from './member-queries.ts'

/** Takes somebody out of an organization, after saying what that stops and what it leaves. */
export function RemoveMemberDialog({
  organization,
  member,
  isSelf,
  onClose,
}: {
  organization: { id: string; name: string }
  member: MemberView
  isSelf: boolean
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const remove = () =>
    run(async () => {
      await client.organizations.deleteMember(organization.id, member.id)
      if (isSelf) return window.location.assign('/')
      await refreshMembers()
      notifications.show({
        title: nameOf(member),
        message: `Removed from ${organization.name}`,
        color: 'gray',
      })
      onClose()
    })
  return (
    <ConfirmDialog
      title={isSelf ? `Leave ${organization.name}?` : `Remove ${nameOf(member)} from ${organization.name}?`}
      verb={isSelf ? 'Leave organization' : 'Remove member'}
      typed={isSelf ? organization.name : null}
      isRunning={isRunning}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text>
        {isSelf ? 'You are out at once.' : 'They are signed out here at once.'} Keys that{' '}
        {isSelf ? 'you' : 'they'} made belong to {organization.name}: they keep working, and are flagged in
        the lists as made by somebody who has left. Rotate those that {isSelf ? 'you' : 'they'} may have
        copied.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
