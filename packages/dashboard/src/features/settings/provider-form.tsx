import type { IdentityProvider } from '@keyturn/contract/client'
import { Button, Checkbox, Group, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { type Choice, ChoiceList } from '../../shared/choice-list.tsx'
import { SaveRow } from '../../shared/save-row.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { ClientSecretField } from './client-secret-field.tsx'
import {
  looksLikeKey,
  type Permission,
  type ProviderDraft,
  providerBody,
  providerDraftOf,
} from './provider-draft.ts'
import styles from './setting-section.module.css'

type Props = {
  organizationId: string
  provider: IdentityProvider | null
  joining: readonly Choice<Permission>[]
  onSaved: (after: IdentityProvider | null) => void
  onCancel: (() => void) | null
}

/** What there is to say about an OpenID provider. The server asks it who it is before anything is kept. */
export function ProviderForm({ organizationId, provider, joining, onSaved, onCancel }: Props) {
  const [clientSecret, setClientSecret] = useState('')
  const { seen, draft, isRunning, error, change, ...form } = useEditing({
    resource: provider,
    draftOf: providerDraftOf,
    read: versioned => versioned.organizations.getIdentityProvider(organizationId),
    send: ({ draft: typed, options }) => {
      const body = providerBody(typed, clientSecret.trim())
      return client.organizations.setIdentityProvider(organizationId, body, options)
    },
  })
  const isDirty = JSON.stringify(draft) !== JSON.stringify(providerDraftOf(seen)) || clientSecret !== ''
  const isMissing = draft.secret === 'new' && (clientSecret === '' || looksLikeKey(clientSecret))
  const save = () =>
    form.save(async after => {
      setClientSecret('')
      onSaved(after)
      notifications.show({ message: 'The provider answered, and is saved', color: 'gray' })
    })
  const discard = () => {
    form.discard()
    setClientSecret('')
    onCancel?.()
  }
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (isDirty && !isMissing) void save()
      }}
    >
      <UnsavedChanges isDirty={isDirty && !isRunning} />
      <ProviderFields isNew={provider === null} draft={draft} error={error} onChange={change} />
      <ClientSecretField
        known={provider?.hasClientSecret === true}
        secret={draft.secret}
        value={clientSecret}
        onSecret={secret => change({ secret })}
        onChange={setClientSecret}
      />
      <WaysIn draft={draft} error={error} joining={joining} onChange={change} />
      <CallProblem error={error} />
      {onCancel === null ? (
        <SaveRow isDirty={isDirty} isReady={!isMissing} isRunning={isRunning} onDiscard={discard} />
      ) : (
        <Group gap="xs">
          <Button type="submit" disabled={!isDirty || isMissing} loading={isRunning}>
            Check and save
          </Button>
          <Button variant="default" onClick={discard}>
            Cancel
          </Button>
        </Group>
      )}
    </form>
  )
}

type FieldsProps = {
  draft: ProviderDraft
  error: unknown
  onChange: (part: Partial<ProviderDraft>) => void
}

/** Who gets in through the provider, and whether there is another way. */
function WaysIn({ draft, error, joining, onChange }: FieldsProps & Pick<Props, 'joining'>) {
  return (
    <>
      <Checkbox
        label="Switched on"
        description="People can sign in through it."
        checked={draft.enabled}
        onChange={event => onChange({ enabled: event.currentTarget.checked })}
      />
      <Checkbox
        label="The only way in"
        description="Whoever signed in otherwise, you too, can do nothing here. Try it in a private window first."
        checked={draft.enforced && draft.enabled}
        disabled={!draft.enabled}
        error={fieldFault(error, '/enforced')}
        onChange={event => onChange({ enforced: event.currentTarget.checked })}
      />
      <Checkbox
        label="New people join by signing in"
        description="Otherwise only who was invited or added gets in."
        checked={draft.admits}
        onChange={event => onChange({ admits: event.currentTarget.checked })}
      />
      {draft.admits && (
        <ChoiceList
          legend="They may"
          choices={joining}
          chosen={draft.joiningPermissions}
          onChange={joiningPermissions => onChange({ joiningPermissions })}
        />
      )}
    </>
  )
}

function ProviderFields({ isNew, draft, error, onChange }: FieldsProps & { isNew: boolean }) {
  return (
    <>
      <TextInput
        label="Name"
        description="What its button says when people sign in."
        placeholder="Northwind login"
        value={draft.name}
        maxLength={100}
        autoFocus={isNew}
        required
        withAsterisk={false}
        autoComplete="off"
        error={fieldFault(error, '/name')}
        onChange={event => onChange({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Issuer"
        description="As the discovery document of the provider spells it."
        placeholder="https://login.example.com"
        type="url"
        value={draft.issuer}
        required
        withAsterisk={false}
        autoComplete="off"
        error={fieldFault(error, '/issuer')}
        onChange={event => onChange({ issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Client id"
        value={draft.clientId}
        required
        withAsterisk={false}
        autoComplete="off"
        error={fieldFault(error, '/clientId')}
        onChange={event => onChange({ clientId: event.currentTarget.value })}
      />
      <Textarea
        label="E-mail domains"
        description="Those that it may vouch for, one a line."
        placeholder="example.com"
        autosize
        minRows={2}
        spellCheck={false}
        value={draft.emailDomains}
        error={fieldFault(error, '/emailDomains')}
        onChange={event => onChange({ emailDomains: event.currentTarget.value })}
      />
    </>
  )
}
