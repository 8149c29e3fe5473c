import { SecretLostError } from '@keyturn/contract/client'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDrawer } from '../../shared/form-drawer.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { ProblemBand } from '../../shared/problem-band.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useShownFault } from '../../shared/use-shown-fault.ts'
import { FullKeyFields } from './full-key-fields.tsx'
import { bodyOf, emptyDraft, isUnfinished, type KeyDraft } from './key-draft.ts'
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
  const [tries, setTries] = useState(0)
  const form = useShownFault(tries)
  const { isRunning, error, run } = useChange()
  const now = useNow()
  const zone = organization.timezone
  const change = (part: Partial<KeyDraft>) => setDraft(before => ({ ...before, ...part }))
  const isTried = tries > 0
  const lacksName = draft.name.trim() === ''
  const submit = () => {
    if (lacksName || isUnfinished(draft, rules)) return setTries(times => times + 1)
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
        ref={form}
        // What is missing is told at its field, in words of ours.
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <NameField
            label={look.fieldLabel}
            value={draft.name}
            fault={isTried && lacksName ? 'Give the key a name.' : fieldFault(error, '/name')}
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
              faultOf={pointer => fieldFault(error, pointer)}
              isTried={isTried}
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
          <LayerFoot isBeside>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isRunning}>
              {look.submitLabel}
            </Button>
          </LayerFoot>
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
