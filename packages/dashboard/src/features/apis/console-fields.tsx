import { Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'
import { type ApiFormProps, type ConsoleDraft, permissions } from './api-draft.ts'
import styles from './api-form.module.css'

const texts = [
  ['section', 'Menu entry', 'Settings', 'Empty: the page is a menu entry itself.'],
  ['page', 'Page', 'API Keys', 'Its title, and a tab below the menu entry.'],
  ['portalName', 'Name of the portal', 'Keyturn', 'What you call these pages.'],
] as const

/** `console` of an API: place, words and form of its page, and who sees it. */
export function ConsoleFields({ draft, onChange, error }: ApiFormProps) {
  const { console, keyPolicy } = draft
  const change = (part: Partial<ConsoleDraft>) => onChange({ console: { ...console, ...part } })
  return (
    <>
      <div className={styles.pair}>
        {texts.map(([name, label, placeholder, description]) => (
          <TextInput
            key={name}
            label={label}
            placeholder={placeholder}
            description={description}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={console[name]}
            maxLength={60}
            autoComplete="off"
            error={fieldFault(error, `/console/${name}`)}
            onChange={event => change({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      {keyPolicy === 'many' ? (
        <ListFields console={console} onChange={change} error={error} />
      ) : (
        <NativeSelect
          label="The key is"
          value={console.display}
          data={[
            { value: 'masked', label: 'Masked until somebody shows it' },
            { value: 'shown', label: 'Shown when the page is opened' },
          ]}
          onChange={event => change({ display: event.currentTarget.value === 'shown' ? 'shown' : 'masked' })}
        />
      )}
      <Visibility requires={console.requires} onChange={requires => change({ requires })} />
    </>
  )
}

type ListProps = { console: ConsoleDraft; onChange: (part: Partial<ConsoleDraft>) => void; error: unknown }

function ListFields({ console, onChange, error }: ListProps) {
  return (
    <div className={styles.pair}>
      <NativeSelect
        label="Form for a new key"
        value={console.form}
        data={[
          { value: 'full', label: 'Everything' },
          { value: 'name', label: 'The name alone' },
        ]}
        onChange={event => onChange({ form: event.currentTarget.value === 'name' ? 'name' : 'full' })}
      />
      <TextInput
        label="Label of the name"
        placeholder="Name"
        value={console.fieldLabel}
        maxLength={60}
        autoComplete="off"
        error={fieldFault(error, '/console/fieldLabel')}
        onChange={event => onChange({ fieldLabel: event.currentTarget.value })}
      />
      <TextInput
        label="Label of its button"
        placeholder="Create key"
        value={console.submitLabel}
        maxLength={60}
        autoComplete="off"
        error={fieldFault(error, '/console/submitLabel')}
        onChange={event => onChange({ submitLabel: event.currentTarget.value })}
      />
    </div>
  )
}

function Visibility({
  requires,
  onChange,
}: {
  requires: readonly string[]
  onChange: (requires: string[]) => void
}) {
  const toggle = (permission: string, isChosen: boolean) =>
    onChange(isChosen ? [...requires, permission] : requires.filter(each => each !== permission))
  return (
    <Stack gap={6} role="group" aria-label="Who sees the page">
      <Text size="sm" fw={500}>
        Who sees the page
      </Text>
      <Text size="xs" c="dimmed">
        Members with one of these permissions; administrators and operators always do.
      </Text>
      <Group gap="md">
        {permissions
          .filter(permission => permission !== 'administer')
          .map(permission => (
            <Checkbox
              key={permission}
              label={<code>{permission}</code>}
              checked={requires.includes(permission)}
              onChange={event => toggle(permission, event.currentTarget.checked)}
            />
          ))}
      </Group>
    </Stack>
  )
}
