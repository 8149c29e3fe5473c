import type { Session } from '@keyturn/contract/client'
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { SaveRow } from '../../shared/save-row.tsx'
import { timezoneGroups } from '../../shared/timezones.ts'
import { AccountForm, AccountSection } from './account-section.tsx'

type User = Session['user']
type Draft = { name: string; timezone: string; keyNotices: boolean }

/** Who somebody is. What is typed takes effect with Save. */
export function ProfileSection({ user, onChanged }: { user: User; onChanged: () => Promise<void> }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(user))
  const { isRunning, error, run } = useChange()
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(user))
  const save = () =>
    run(async () => {
      const { name, timezone, keyNotices } = draft
      await client.account.update({
        name: name.trim() === '' ? null : name.trim(),
        timezone: timezone === '' ? null : timezone,
        keyNotices,
      })
      await onChanged()
      notifications.show({ title: 'Saved', message: 'Your profile is changed.', color: 'gray' })
    })
  return (
    <AccountSection title="Profile" purpose="What others see of you, and in which timezone you read times.">
      <AccountForm onSubmit={() => void save()}>
        <ProfileFields
          email={user.email}
          draft={draft}
          error={error}
          onChange={part => setDraft(before => ({ ...before, ...part }))}
        />
        <CallProblem error={error} fields={['/name', '/timezone']} />
        <SaveRow isDirty={isDirty} isRunning={isRunning} onDiscard={() => setDraft(draftOf(user))} />
      </AccountForm>
    </AccountSection>
  )
}

function draftOf({ name, timezone, keyNotices }: User): Draft {
  return { name: name ?? '', timezone: timezone ?? '', keyNotices }
}

function ProfileFields({
  email,
  draft,
  error,
  onChange,
}: {
  email: string
  draft: Draft
  error: unknown
  onChange: (part: Partial<Draft>) => void
}) {
  return (
    <>
      <TextInput
        label="Name"
        autoComplete="name"
        value={draft.name}
        maxLength={200}
        error={fieldFault(error, '/name')}
        errorProps={{ role: 'alert' }}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="E-mail"
        description="With this address you sign in. It cannot be changed here."
        value={email}
        variant="filled"
        readOnly
      />
      <NativeSelect
        label="Timezone"
        data={[{ value: '', label: 'As the organization' }, ...timezoneGroups(draft.timezone || 'UTC')]}
        value={draft.timezone}
        error={fieldFault(error, '/timezone')}
        onChange={event => onChange({ timezone: event.currentTarget.value })}
      />
      <Checkbox
        label="Mail about keys"
        description="When somebody makes, shows, resets, revokes or deletes keys that you look after."
        checked={draft.keyNotices}
        onChange={event => onChange({ keyNotices: event.currentTarget.checked })}
      />
    </>
  )
}
