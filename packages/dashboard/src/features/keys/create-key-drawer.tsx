import { SecretLostError } from '@keyturn/contract/client'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem, faultAt } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDrawer } from '../../shared/form-drawer.tsx'
import { ProblemBand } from '../../shared/problem-band.tsx'
import { useNow } from '../../shared/use-now.ts'
import styles from './create-key-drawer.module.css'
import { FullKeyFields } from './full-key-fields.tsx'
import { bodyOf, emptyDraft, type KeyDraft, lacksReason } from './key-draft.ts'
import { refreshKeys } from './key-queries.ts'
import { keyRules } from './key-rules.ts'
import type { KeyScene } from './key-scene.ts'
import { nameHint } from './name-hint.ts'
import { policyWords } from './policy-words.ts'

/** Makes a key. The token goes to `onIssued` and is kept here no longer than that takes. */
export function CreateKeyDrawer({
  scene,
  onIssued,
  onClose,
}: {
  scene: KeyScene
  onIssued: (token: string) => void
  onClose: () => void
}) {
  const { api, organization, look } = scene
  const rules = keyRules(api, organization)
  const [untouched] = useState(() => emptyDraft(scene.environment ?? api.environments[0] ?? 'live', rules))
  const [draft, setDraft] = useState<KeyDraft>(untouched)
  const [idempotencyKey] = useState(newIdempotencyKey)
  const [isChecked, setChecked] = useState(false)
  const { isRunning, error, run } = useChange()
  const now = useNow()
  const zone = organization.timezone
  const change = (part: Partial<KeyDraft>) => setDraft(before => ({ ...before, ...part }))
  const submit = () => {
    setChecked(true)
    if (draft.name.trim() === '' || lacksReason(draft, rules)) return
    void run(async () => {
      const view = { now: Date.now(), zone, rules }
      const body = bodyOf(draft, { apiId: api.id, organizationId: organization.id, ...view })
      const { secret } = await client.keys.create(body, { idempotencyKey })
      void refreshKeys()
      onIssued(secret)
    })
  }
  return (
    <FormDrawer
      title={`Create ${articleless(look.title)}`}
      isDirty={draft !== untouched && !isRunning}
      onClose={onClose}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <NameField
            label={look.fieldLabel}
            value={draft.name}
            fault={isChecked && draft.name.trim() === '' ? 'Give the key a name.' : faultAt(error, '/name')}
            onChange={name => change({ name })}
          />
          {look.form === 'full' && (
            <FullKeyFields
              api={api}
              rules={rules}
              draft={draft}
              onChange={change}
              zone={zone}
              now={now}
              faultOf={name => faultAt(error, `/${name}`)}
              restrictionFault={pointer => fieldFault(error, pointer)}
              isReasonMissing={isChecked && lacksReason(draft, rules)}
            />
          )}
          {error instanceof SecretLostError ? (
            <ProblemBand detail="The key was made, but its token was lost on the way. Close this, revoke the key in the list, and create another." />
          ) : (
            <CallProblem error={error} />
          )}
          {look.form === 'full' && (
            <Text size="sm" c="dimmed" aria-live="polite">
              {policyWords(draft, api, { now, zone, rules })}
            </Text>
          )}
          <Group justify="flex-end" gap="xs" className={styles.foot}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isRunning}>
              {look.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDrawer>
  )
}

/** `API Keys` is the title of the page; one of them is an `API Key`. */
function articleless(title: string): string {
  return title.replace(/s$/, '')
}

function NameField({
  label,
  value,
  fault,
  onChange,
}: {
  label: string
  value: string
  fault: string | null
  onChange: (name: string) => void
}) {
  return (
    <TextInput
      label={label}
      placeholder="Integration with CRM"
      description={nameHint(value) ?? 'The system that uses it, and what for.'}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={fault}
      value={value}
      maxLength={200}
      autoComplete="off"
      data-autofocus
      required
      withAsterisk={false}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
