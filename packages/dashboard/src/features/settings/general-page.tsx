import type { OrganizationView } from '@keyturn/contract/client'
import { Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMemo } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { SaveRow } from '../../shared/save-row.tsx'
import { timeIn, timezoneGroups } from '../../shared/timezones.ts'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { useNow } from '../../shared/use-now.ts'
import { BusinessHoursFields } from './business-hours-fields.tsx'
import { type GeneralDraft, generalDraftOf, generalPatch } from './general-draft.ts'
import styles from './setting-section.module.css'
import { SettingSection } from './setting-section.tsx'

/** What an organization is called and when its people work. Nothing takes effect before it is saved. */
export function GeneralPage({
  organization,
  mayChange,
  onSaved,
}: {
  organization: OrganizationView
  mayChange: boolean
  onSaved: (after: OrganizationView) => Promise<void>
}) {
  const { seen, draft, isRunning, error, ...form } = useEditing({
    resource: organization,
    draftOf: generalDraftOf,
    read: versioned => versioned.organizations.get(organization.id),
    send: ({ draft: typed, before, options }) =>
      client.organizations.update(organization.id, generalPatch(typed, before), options),
  })
  const isDirty = Object.keys(generalPatch(draft, seen)).length > 0
  const save = () =>
    form.save(async after => {
      await onSaved(after)
      notifications.show({ message: 'Saved', color: 'gray' })
    })
  return (
    <>
      <PageHeader
        title="General"
        purpose={
          mayChange
            ? `How ${organization.name} appears here, and when its people work.`
            : `How ${organization.name} appears here. An administrator can change it.`
        }
      />
      <UnsavedChanges isDirty={isDirty && !isRunning} />
      <form
        onSubmit={event => {
          event.preventDefault()
          if (isDirty) void save()
        }}
      >
        <Fields
          organization={organization}
          draft={draft}
          error={error}
          isFixed={!mayChange}
          onChange={form.change}
        />
        <CallProblem error={error} />
        {mayChange && <SaveRow isDirty={isDirty} isRunning={isRunning} onDiscard={form.discard} />}
      </form>
    </>
  )
}

type FieldsProps = {
  organization: OrganizationView
  draft: GeneralDraft
  error: unknown
  /** Whether whoever looks may read it only. */
  isFixed: boolean
  onChange: (part: Partial<GeneralDraft>) => void
}

function Fields(props: FieldsProps) {
  const { draft, error, isFixed, onChange } = props
  return (
    <>
      <SettingSection title="Organization" purpose="Its name is on every page and in the mail it gets.">
        <NameFields {...props} />
      </SettingSection>
      <SettingSection
        title="Time"
        purpose="Dates and times on these pages follow this timezone, and so does the day on which a key expires."
      >
        <fieldset className={`${styles.group} ${styles.form}`} disabled={isFixed}>
          <TimezoneField value={draft.timezone} error={error} onChange={timezone => onChange({ timezone })} />
          <BusinessHoursFields draft={draft} error={error} onChange={onChange} />
        </fieldset>
      </SettingSection>
    </>
  )
}

function NameFields({ organization, draft, error, isFixed, onChange }: FieldsProps) {
  return (
    <div className={styles.form}>
      <TextInput
        label="Name"
        value={draft.name}
        disabled={isFixed}
        maxLength={100}
        required
        withAsterisk={false}
        autoComplete="off"
        error={fieldFault(error, '/name')}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <div>
        <Text size="sm" fw={500}>
          Id
        </Text>
        <Group gap="xs">
          <span className={styles.code}>{organization.id}</span>
          <CopyButton text={organization.id} label="Copy id" size="compact-xs" variant="subtle" />
        </Group>
      </div>
      {organization.externalId !== null && (
        <div>
          <Text size="sm" fw={500}>
            Customer number
          </Text>
          <span className={styles.code}>{organization.externalId}</span>
        </div>
      )}
    </div>
  )
}

function TimezoneField({
  value,
  error,
  onChange,
}: {
  value: string
  error: unknown
  onChange: (timezone: string) => void
}) {
  const groups = useMemo(() => timezoneGroups(value), [value])
  return (
    <NativeSelect
      label="Timezone"
      description={`It is ${timeIn(value, useNow())} there now.`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      data={groups}
      error={fieldFault(error, '/timezone')}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
