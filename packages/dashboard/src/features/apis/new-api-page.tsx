import type { ApiView } from '@keyturn/contract/client'
import { UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useState } from 'react'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { type ApiDraft, bodyOf, emptyApiDraft, type ScopeDraft } from './api-draft.ts'
import styles from './api-form.module.css'
import { ApiForm } from './api-form.tsx'
import { type ApiPreset, apiPresets, withPreset } from './api-presets.ts'
import { refreshApis } from './api-queries.ts'
import { ConsolePreview } from './console-preview.tsx'

/** Makes an API, from one of the ways in which vendors hand out keys. */
export function NewApiPage({
  others,
  scopePicture,
  onCreated,
}: {
  others: readonly ApiView[]
  scopePicture: (scopes: ScopeDraft[]) => ReactNode
  onCreated: (api: ApiView) => void
}) {
  const [untouched] = useState(emptyApiDraft)
  const [draft, setDraft] = useState<ApiDraft>(untouched)
  const [chosen, setChosen] = useState<string | null>(null)
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const change = (part: Partial<ApiDraft>) => setDraft(before => ({ ...before, ...part }))
  const choose = (preset: ApiPreset) => {
    setChosen(preset.id)
    change(withPreset(draft, preset))
  }
  const create = () =>
    void run(async () => {
      const api = await client.apis.create(bodyOf(draft), { idempotencyKey })
      await refreshApis()
      notifications.show({ title: api.name, message: 'Customers see it in their menu now.', color: 'gray' })
      onCreated(api)
    })
  return (
    <>
      <PageHeader
        title="Create API"
        purpose="Begin with the way in which your customers get their keys; everything can be changed later but the prefix."
      />
      <fieldset className={styles.presets} aria-label="Begin with">
        {apiPresets.map(preset => (
          <UnstyledButton
            key={preset.id}
            className={styles.preset}
            aria-pressed={chosen === preset.id}
            onClick={() => choose(preset)}
          >
            <span className={styles.presetTitle}>{preset.title}</span>
            <span className={styles.presetSentence}>{preset.sentence}</span>
          </UnstyledButton>
        ))}
      </fieldset>
      <UnsavedChanges isDirty={draft !== untouched && !isRunning} />
      <ApiForm
        isNew
        draft={draft}
        onChange={change}
        error={error}
        preview={<ConsolePreview draft={draft} others={others} />}
        scopePicture={scopePicture}
        foot={footOf(draft)}
        submitLabel="Create API"
        isReady={draft.name.trim() !== '' && draft.prefix.trim() !== ''}
        isRunning={isRunning}
        onSubmit={create}
      />
    </>
  )
}

function footOf({ name, prefix }: ApiDraft): string {
  if (name.trim() === '' || prefix.trim() === '') return 'A name and a prefix are needed.'
  return `Keys of ${name.trim()} will be ${prefix.trim()}_live_ and 32 characters.`
}
