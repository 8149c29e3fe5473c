import type { InvitationView, MemberView } from '@keyturn/contract/client'
import { Button, Group, Text, VisuallyHidden } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import frame from '../../shared/table.module.css'
import { nameOf, refreshMembers } from './member-queries.ts'
import { PermissionList } from './member-table.tsx'
import styles from './people-table.module.css'

type Organization = { id: string; name: string }

/** Who has been asked to join and has not answered. */
export function InvitationTable({
  organization,
  invitations,
  members,
}: {
  organization: Organization
  invitations: readonly InvitationView[]
  members: readonly MemberView[]
}) {
  return (
    <table className={`${frame.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Will be able to</th>
          <th scope="col">State</th>
          <th scope="col">
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.map(invitation => (
          <tr key={invitation.id}>
            <td>
              <div className={styles.person}>
                <Text size="md">{invitation.email}</Text>
                <Text size="sm" c="dimmed">
                  Invited by {makerOf(invitation, members)}
                </Text>
              </div>
            </td>
            <td>
              <PermissionList permissions={invitation.permissions} />
            </td>
            <td>
              <State invitation={invitation} />
            </td>
            <td data-column="actions">
              <InvitationActions organization={organization} invitation={invitation} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function makerOf({ invitedBy }: InvitationView, members: readonly MemberView[]): string {
  const member = members.find(({ userId }) => userId !== null && userId === invitedBy.id)
  return member ? nameOf(member) : (invitedBy.name ?? 'somebody')
}

function State({ invitation: { status, expiresAt } }: { invitation: InvitationView }) {
  if (status === 'expired') return <StatusText tone="quiet">Expired</StatusText>
  return (
    <>
      <StatusText tone="good">Pending</StatusText>
      <Text size="sm" c="dimmed">
        Ends <InstantText at={expiresAt} />
      </Text>
    </>
  )
}

function InvitationActions({
  organization,
  invitation,
}: {
  organization: Organization
  invitation: InvitationView
}) {
  const [isWithdrawing, setWithdrawing] = useState(false)
  const { isRunning, error, run } = useChange()
  const resend = () =>
    run(async () => {
      await client.organizations.resendInvitation(organization.id, invitation.id)
      await refreshMembers()
      notifications.show({
        title: invitation.email,
        message: 'Good for seven more days. Links that were sent before open nothing any more.',
        color: 'gray',
      })
    })
  return (
    <>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <Button
          variant="subtle"
          size="compact-sm"
          loading={isRunning}
          aria-label={`Resend the invitation to ${invitation.email}`}
          onClick={() => void resend()}
        >
          Resend
        </Button>
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          aria-label={`Withdraw the invitation to ${invitation.email}`}
          onClick={() => setWithdrawing(true)}
        >
          Withdraw
        </Button>
      </Group>
      <CallProblem error={error} />
      {isWithdrawing && (
        <WithdrawDialog
          organization={organization}
          invitation={invitation}
          onClose={() => setWithdrawing(false)}
        />
      )}
    </>
  )
}

function WithdrawDialog({
  organization,
  invitation,
  onClose,
}: {
  organization: Organization
  invitation: InvitationView
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const withdraw = async () => {
    const isDone = await run(async () => {
      await client.organizations.deleteInvitation(organization.id, invitation.id)
      await refreshMembers()
    })
    if (isDone) onClose()
  }
  return (
    <ConfirmDialog
      title={`Withdraw the invitation to ${invitation.email}?`}
      verb="Withdraw invitation"
      isRunning={isRunning}
      onConfirm={() => void withdraw()}
      onClose={onClose}
    >
      <Text>The link that they got opens nothing any more. You can invite them again.</Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
