import type { MemberView, Session } from '@keyturn/contract/client'
import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { ChoiceList } from '../../shared/choice-list.tsx'
import { FormDialog } from '../../shared/form-dialog.tsx'
import { nameOf, refreshMembers } from './member-queries.ts'
import { grantableChoices, type Permission } from './permission-words.ts'

/** Changes what somebody is called and may do. Other permissions sign them out here, so that nothing old holds on. */
export function ChangeMemberDialog({
  organization,
  session,
  member,
  onClose,
}: {
  organization: { id: string; name: string }
  session: Session
  member: MemberView
  onClose: () => void
}) {
  const [name, setName] = useState(member.name ?? '')
  const [permissions, setPermissions] = useState<Permission[]>(member.permissions)
  const { isRunning, error, run } = useChange()
  const isSame = permissions.toSorted().join() === member.permissions.toSorted().join()
  const isNamed = name.trim() === (member.name ?? '')
  const save = async () => {
    const isDone = await run(async () => {
      await client.organizations.updateMember(organization.id, member.id, {
        ...(isNamed ? {} : { name: name.trim() === '' ? null : name.trim() }),
        ...(isSame ? {} : { permissions }),
      })
      await refreshMembers()
      notifications.show({ title: nameOf(member), message: 'Saved, and holds at once', color: 'gray' })
    })
    if (isDone) onClose()
  }
  return (
    <FormDialog
      title={`Change ${nameOf(member)}`}
      verb="Save"
      size="lg"
      isReady={!isSame || !isNamed}
      isDirty={!isSame || !isNamed}
      isRunning={isRunning}
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <NameField member={member} value={name} error={fieldFault(error, '/name')} onChange={setName} />
      <ChoiceList
        legend={`In ${organization.name} they may`}
        choices={grantableChoices(session, member.permissions)}
        chosen={permissions}
        onChange={setPermissions}
      />
      {!isSame && member.userId !== null && member.userId !== session.user.id && (
        <Text size="sm" c="dimmed">
          They are signed out of {organization.name}, and sign in again with their new permissions.
        </Text>
      )}
      <CallProblem error={error} />
    </FormDialog>
  )
}

function NameField({
  member,
  value,
  error,
  onChange,
}: {
  member: MemberView
  value: string
  error: string | null
  onChange: (name: string) => void
}) {
  return (
    <TextInput
      label="Name"
      description={member.email}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      maxLength={200}
      autoComplete="off"
      data-autofocus
      error={error}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
