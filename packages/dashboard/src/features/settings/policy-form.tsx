import type { OrganizationView } from '@keyturn/contract/client'
import { Checkbox, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { SaveRow } from '../../shared/save-row.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { isSamePolicy, loosens, type PolicyDraft, policyDraftOf, policyOf } from './policy-draft.ts'
import styles from './setting-section.module.css'

const demandWords = [
  ['requireExpiry', 'Every key expires', 'A key without a last day cannot be made.'],
  [
    'requirePurposeWithoutExpiry',
    'A key that never expires has a purpose',
    'Whoever makes such a key has to say why it must not expire.',
  ],
  ['requireAllowedIps', 'Every key is bound to addresses', 'A key without allowed addresses cannot be made.'],
  [
    'requireMfa',
    'People use a second factor',
    'Without one they can do nothing here, and a key is shown again only to who has just proven who they are.',
  ],
] as const

const rotationWords = [
  ['production', 'Production keys'],
  ['development', 'Development keys'],
  ['elevated', 'Elevated permissions'],
] as const

const lockedOut = ' Whoever has no second factor can do nothing here until they add one to their account.'

/** What an organization asks of its keys and people. Its administrators can ask for more; only the vendor for less. */
export function PolicyForm({
  organization,
  mayLoosen,
  onSaved,
}: {
  organization: OrganizationView
  mayLoosen: boolean
  onSaved: (after: OrganizationView) => Promise<void>
}) {
  const { seen, draft, isRunning, error, ...form } = useEditing({
    resource: organization,
    draftOf: policyDraftOf,
    read: versioned => versioned.organizations.get(organization.id),
    send: ({ draft: typed, options }) =>
      client.organizations.update(organization.id, { keyPolicy: policyOf(typed) }, options),
  })
  const before = policyDraftOf(seen)
  const [isAsking, setAsking] = useState(false)
  const isDirty = !isSamePolicy(draft, before)
  const isTooLoose = !mayLoosen && loosens(draft, before)
  const save = async () => {
    await form.save(async after => {
      await onSaved(after)
      notifications.show({ message: 'Saved', color: 'gray' })
    })
    setAsking(false)
  }
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (!isDirty || isTooLoose) return
        if (mayLoosen) void save()
        else setAsking(true)
      }}
    >
      <UnsavedChanges isDirty={isDirty && !isRunning} />
      <PolicyFields draft={draft} error={error} onChange={form.change} />
      {!mayLoosen && (
        <Text size="sm" c={isTooLoose ? 'var(--mantine-color-error)' : 'dimmed'} aria-live="polite">
          {isTooLoose
            ? 'Some of this would ask for less than now. Only the vendor can loosen these rules.'
            : 'You can tighten these rules. Only the vendor can loosen them again.'}
        </Text>
      )}
      <CallProblem error={error} />
      <SaveRow isDirty={isDirty} isReady={!isTooLoose} isRunning={isRunning} onDiscard={form.discard} />
      {isAsking && (
        <ConfirmDialog
          title={`Tighten the rules of ${organization.name}?`}
          verb="Tighten rules"
          isRunning={isRunning}
          onConfirm={() => void save()}
          onClose={() => setAsking(false)}
        >
          <Text>
            They hold for every key that is made or changed from now on; keys that exist keep working.
            {draft.requireMfa && !before.requireMfa ? lockedOut : ''} You cannot take this back: only the
            vendor can.
          </Text>
        </ConfirmDialog>
      )}
    </form>
  )
}

function PolicyFields({
  draft,
  error,
  onChange,
}: {
  draft: PolicyDraft
  error: unknown
  onChange: (part: Partial<PolicyDraft>) => void
}) {
  return (
    <>
      {demandWords.map(([name, label, description]) => (
        <Checkbox
          key={name}
          label={label}
          description={description}
          checked={draft[name]}
          onChange={event => onChange({ [name]: event.currentTarget.checked })}
        />
      ))}
      <DaysField
        label="Longest life of a key"
        value={draft.maxLifetimeDays}
        error={fieldFault(error, '/keyPolicy/maxLifetimeDays')}
        onChange={maxLifetimeDays => onChange({ maxLifetimeDays })}
      />
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Rotate at the latest after</legend>
        <div className={styles.side}>
          {rotationWords.map(([name, label]) => (
            <DaysField
              key={name}
              label={label}
              value={draft[name]}
              error={fieldFault(error, `/keyPolicy/rotation/${name}`)}
              onChange={days => onChange({ [name]: days })}
            />
          ))}
        </div>
      </fieldset>
    </>
  )
}

function DaysField({
  label,
  value,
  error,
  onChange,
}: {
  label: string
  value: string
  error: string | null
  onChange: (days: string) => void
}) {
  return (
    <TextInput
      label={label}
      inputMode="numeric"
      placeholder="As the API says"
      rightSection={
        <Text size="xs" c="dimmed">
          days
        </Text>
      }
      rightSectionWidth={44}
      value={value}
      error={error}
      maxLength={4}
      autoComplete="off"
      onChange={event => onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  )
}
