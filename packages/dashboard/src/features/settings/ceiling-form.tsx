import type { ApiView, OrganizationView } from '@keyturn/contract/client'
import { Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { SaveRow } from '../../shared/save-row.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import styles from './setting-section.module.css'

/** The most that any key of an organization can do. It is the vendor's to set, and everybody else's to read. */
export function CeilingForm({
  organization,
  apis,
  maySet,
  onSaved,
}: {
  organization: OrganizationView
  apis: readonly ApiView[]
  maySet: boolean
  onSaved: (after: OrganizationView) => Promise<void>
}) {
  if (!maySet) return <Ceiling words={organization.scopeCeiling} />
  return <Form organization={organization} apis={apis} onSaved={onSaved} />
}

function Ceiling({ words }: { words: OrganizationView['scopeCeiling'] }) {
  return (
    <div className={styles.form}>
      {words === null ? (
        <Text>No ceiling: a key can have every scope that its API offers.</Text>
      ) : (
        <ul className={styles.words}>
          {words.map(word => (
            <li key={word}>
              <code className={styles.code}>{word}</code>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" c="dimmed">
        The vendor sets it.
      </Text>
    </div>
  )
}

function Form({
  organization,
  apis,
  onSaved,
}: {
  organization: OrganizationView
  apis: readonly ApiView[]
  onSaved: (after: OrganizationView) => Promise<void>
}) {
  const { seen, draft, isRunning, error, ...form } = useEditing({
    resource: organization,
    draftOf: ({ scopeCeiling }) => ({ scopeCeiling: textOf(scopeCeiling) }),
    read: versioned => versioned.organizations.get(organization.id),
    send: ({ draft: typed, options }) =>
      client.organizations.update(organization.id, { scopeCeiling: wordsIn(typed.scopeCeiling) }, options),
  })
  const text = draft.scopeCeiling
  const isDirty = textOf(wordsIn(text)) !== textOf(seen.scopeCeiling)
  const known = apis.flatMap(api => api.scopes.map(({ name }) => name)).slice(0, 3)
  const save = () =>
    form.save(async after => {
      await onSaved(after)
      notifications.show({ message: 'Saved, and holds everywhere', color: 'gray' })
    })
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (isDirty) void save()
      }}
    >
      <UnsavedChanges isDirty={isDirty && !isRunning} />
      <Textarea
        label="Scope words"
        description={`One a line, such as ${[...known, 'leads:*'].slice(0, 3).join(', ')}. Empty: no ceiling.`}
        autosize
        minRows={3}
        spellCheck={false}
        value={text}
        error={fieldFault(error, '/scopeCeiling')}
        onChange={event => form.change({ scopeCeiling: event.currentTarget.value })}
      />
      <CallProblem error={error} />
      <SaveRow isDirty={isDirty} isRunning={isRunning} onDiscard={form.discard} />
    </form>
  )
}

function textOf(words: readonly string[] | null): string {
  return (words ?? []).join('\n')
}

function wordsIn(text: string): string[] | null {
  const words = text.split(/[\s,]+/).filter(word => word !== '')
  return words.length === 0 ? null : words
}
