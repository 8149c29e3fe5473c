import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'
import type { ApiFormProps } from './api-draft.ts'
import styles from './api-form.module.css'

const policies = [
  { value: 'many', label: 'As many as they need' },
  { value: 'one_per_organization', label: 'One for each organization and environment' },
]

const reveals = [
  { value: 'once', label: 'Once, when it is made' },
  { value: 'anytime', label: 'Again, whenever somebody may see it' },
]

const types = [
  ['production', 'Production keys'],
  ['development', 'Development keys'],
  ['elevated', 'Keys with sensitive scopes'],
] as const

/** How keys of the API are: their number, when they are shown, where they work and for how long. */
export function KeyFields({ draft, onChange, error }: ApiFormProps) {
  return (
    <>
      <div className={styles.pair}>
        <NativeSelect
          label="Keys of an organization"
          value={draft.keyPolicy}
          data={policies}
          error={fieldFault(error, '/keyPolicy')}
          onChange={event =>
            onChange({ keyPolicy: event.currentTarget.value === 'many' ? 'many' : 'one_per_organization' })
          }
        />
        <NativeSelect
          label="A token is shown"
          description={
            draft.reveal === 'anytime' ? 'It is kept encrypted for that, and each time is audited.' : null
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.reveal}
          data={reveals}
          error={fieldFault(error, '/reveal')}
          onChange={event => onChange({ reveal: event.currentTarget.value === 'once' ? 'once' : 'anytime' })}
        />
      </div>
      <div className={styles.pair}>
        {types.map(([type, label]) => (
          <TextInput
            key={type}
            label={label}
            description="Days between rotations"
            inputMode="numeric"
            value={draft.rotation[type]}
            error={fieldFault(error, `/rotation/${type}`)}
            onChange={event =>
              onChange({ rotation: { ...draft.rotation, [type]: digits(event.currentTarget.value) } })
            }
          />
        ))}
      </div>
      <div className={styles.pair}>
        <TextInput
          label="Longest lifetime"
          description="In days. Empty: a key may last for ever."
          inputMode="numeric"
          value={draft.maxLifetimeDays}
          error={fieldFault(error, '/maxLifetimeDays')}
          onChange={event => onChange({ maxLifetimeDays: digits(event.currentTarget.value) })}
        />
        <Textarea
          label="Environments"
          description="One a line. Keys of one never work in another."
          autosize
          minRows={2}
          value={draft.environments}
          error={fieldFault(error, '/environments')}
          onChange={event => onChange({ environments: event.currentTarget.value })}
        />
      </div>
    </>
  )
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
