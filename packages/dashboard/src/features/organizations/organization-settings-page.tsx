import type { OrganizationView } from '@keyturn/contract/client'
import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { isMissing } from '../../connection/is-missing.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { SaveRow } from '../../shared/save-row.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { TimezoneSelect } from '../../shared/timezone-select.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { CeilingFields, type ScopePictures } from './ceiling-fields.tsx'
import { DeleteOrganizationDialog } from './delete-organization-dialog.tsx'
import { draftOf, type OrganizationDraft, patchOf } from './organization-draft.ts'
import { organizationQuery, refreshOrganizations } from './organization-queries.ts'
import styles from './organization-settings.module.css'
import { QuotaFields } from './quota-fields.tsx'
import { SuspendOrganizationDialog } from './suspend-organization-dialog.tsx'

type SettingsProps = {
  /** To the pages that its own people see. */
  openLink: ReactNode
  scopePicker: ScopePictures
  onDeleted: () => void
}

/** What the vendor sets for one organization. */
export function OrganizationSettingsPage({
  organizationId,
  missing,
  ...rest
}: SettingsProps & {
  organizationId: string
  /** What is shown where there is none of this id. */
  missing: ReactNode
}) {
  const organization = useQuery(organizationQuery(organizationId))
  if (isMissing(organization.error)) return missing
  if (organization.error)
    return <CallProblem error={organization.error} onRetry={() => void organization.refetch()} />
  if (organization.data === undefined) return <Skeleton height={320} maw={640} />
  return <Settings key={organizationId} organization={organization.data} {...rest} />
}

function Settings({
  organization,
  openLink,
  scopePicker,
  onDeleted,
}: SettingsProps & { organization: OrganizationView }) {
  const { seen, draft, isRunning, error, change, ...form } = useEditing({
    resource: organization,
    draftOf,
    read: versioned => versioned.organizations.get(organization.id),
    send: ({ draft: typed, before, options }) =>
      client.organizations.update(organization.id, patchOf(draftOf(before), typed), options),
  })
  const [open, setOpen] = useState<'suspend' | 'delete' | null>(null)
  const isChanged = Object.keys(patchOf(draftOf(seen), draft)).length > 0
  const save = () =>
    form.save(async () => {
      await refreshOrganizations()
      notifications.show({ title: draft.name, message: 'Saved, and in effect everywhere.', color: 'gray' })
    })
  const close = () => setOpen(null)
  return (
    <>
      <PageHeader
        title={organization.name}
        purpose="What you set for this customer. It holds for all its keys, on every API."
        action={
          <Group gap="xs">
            {openLink}
            <Button variant="default" onClick={() => setOpen('suspend')}>
              {organization.suspended ? 'Resume' : 'Suspend'}
            </Button>
            <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </Group>
        }
      />
      {organization.suspended && <SuspendedBand name={organization.name} />}
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          if (isChanged) void save()
        }}
      >
        <GeneralFields draft={draft} onChange={change} error={error} />
        <CeilingFields draft={draft} onChange={change} error={error} scopePicker={scopePicker} />
        <QuotaFields draft={draft} onChange={change} error={error} />
        <CallProblem error={error} />
        <SaveRow isDirty={isChanged} isRunning={isRunning} onDiscard={form.discard} />
        <UnsavedChanges isDirty={isChanged && !isRunning} />
      </form>
      {open === 'suspend' && <SuspendOrganizationDialog organization={organization} onClose={close} />}
      {open === 'delete' && (
        <DeleteOrganizationDialog organization={organization} onDeleted={onDeleted} onClose={close} />
      )}
    </>
  )
}

function SuspendedBand({ name }: { name: string }) {
  return (
    <div className={styles.suspended} role="status">
      <StatusText tone="bad">Suspended</StatusText>
      <Text c="dimmed">No key of {name} is accepted.</Text>
    </div>
  )
}

function GeneralFields({
  draft,
  onChange,
  error,
}: {
  draft: OrganizationDraft
  onChange: (part: Partial<OrganizationDraft>) => void
  error: unknown
}) {
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        value={draft.name}
        maxLength={100}
        autoComplete="off"
        error={fieldFault(error, '/name')}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <div className={styles.pair}>
        <TextInput
          label="Your own id of it"
          value={draft.externalId}
          maxLength={128}
          autoComplete="off"
          error={fieldFault(error, '/externalId')}
          onChange={event => onChange({ externalId: event.currentTarget.value })}
        />
        <TimezoneSelect
          value={draft.timezone}
          error={fieldFault(error, '/timezone')}
          onChange={timezone => onChange({ timezone })}
        />
      </div>
    </Stack>
  )
}
