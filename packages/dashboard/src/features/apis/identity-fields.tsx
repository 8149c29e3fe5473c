import { NativeSelect, TextInput } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'
import type { ApiDraft, ApiFormProps } from './api-draft.ts'
import styles from './api-form.module.css'

const headers: ApiDraft['credentialHeader'][] = ['X-API-Key', 'Authorization: Bearer']

/** What it is called, the first word of its tokens, and where requests carry them. */
export function IdentityFields({ draft, onChange, error, isNew }: ApiFormProps & { isNew: boolean }) {
  return (
    <>
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
          label="Prefix"
          description={
            isNew
              ? `Tokens begin with ${draft.prefix === '' ? 'it' : `${draft.prefix}_live_`}. It stays for good.`
              : 'Tokens begin with it, so it cannot be changed.'
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.prefix}
          maxLength={12}
          autoComplete="off"
          readOnly={!isNew}
          error={fieldFault(error, '/prefix')}
          onChange={event => onChange({ prefix: event.currentTarget.value.toLowerCase() })}
        />
        <NativeSelect
          label="Header"
          description="Of requests that carry a key; snippets show it."
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.credentialHeader}
          data={headers}
          onChange={event => {
            const chosen = event.currentTarget.value
            onChange({ credentialHeader: headers.find(each => each === chosen) ?? 'X-API-Key' })
          }}
        />
      </div>
      <div className={styles.pair}>
        <TextInput
          label="Address of the API"
          placeholder="https://api.example.com"
          value={draft.baseUrl}
          autoComplete="off"
          error={fieldFault(error, '/baseUrl')}
          onChange={event => onChange({ baseUrl: event.currentTarget.value })}
        />
        <TextInput
          label="Environment variable"
          placeholder="EXAMPLE_API_KEY"
          value={draft.envVariable}
          autoComplete="off"
          error={fieldFault(error, '/envVariable')}
          onChange={event => onChange({ envVariable: event.currentTarget.value.toUpperCase() })}
        />
      </div>
    </>
  )
}
