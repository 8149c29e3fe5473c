import type { ApiView } from '@keyturn/contract/client'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { isMissing } from '../../connection/is-missing.ts'
import { useEditing } from '../../connection/use-editing.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { UnsavedChanges } from '../../shared/unsaved-changes.tsx'
import { type ApiDraft, draftOf, patchOf, type ScopeDraft } from './api-draft.ts'
import { ApiForm } from './api-form.tsx'
import { LoadingForm } from './api-list-page.tsx'
import { apiQuery, refreshApis } from './api-queries.ts'
import { changeWords } from './api-words.ts'
import { ConsolePreview } from './console-preview.tsx'
import { DeleteApiDialog } from './delete-api-dialog.tsx'

type ApiPageProps = {
  others: readonly ApiView[]
  scopePicture: (scopes: ScopeDraft[]) => ReactNode
  onDeleted: () => void
}

/** The settings of one API. */
export function ApiPage({
  apiId,
  missing,
  ...rest
}: ApiPageProps & {
  apiId: string
  /** What is shown where there is none of this id. */
  missing: ReactNode
}) {
  const api = useQuery(apiQuery(apiId))
  if (isMissing(api.error)) return missing
  if (api.error) return <CallProblem error={api.error} onRetry={() => void api.refetch()} />
  if (api.data === undefined) return <LoadingForm />
  return <Settings key={apiId} api={api.data} {...rest} />
}

function Settings({ api, others, scopePicture, onDeleted }: ApiPageProps & { api: ApiView }) {
  const { seen, draft, isRunning, error, ...form } = useEditing({
    resource: api,
    draftOf,
    read: versioned => versioned.apis.get(api.id),
    send: ({ draft: typed, before, options }) =>
      client.apis.update(api.id, patchOf(draftOf(before), typed), options),
  })
  const [isDeleting, setDeleting] = useState(false)
  const members = Object.keys(patchOf(draftOf(seen), draft))
  const save = () =>
    void form.save(async () => {
      await refreshApis()
      notifications.show({
        title: draft.name.trim(),
        message: 'Saved, and in effect everywhere.',
        color: 'gray',
      })
    })
  return (
    <>
      <PageHeader
        title={api.name}
        purpose="What is changed here holds for every key of this API at once."
        action={
          <Button variant="default" c="var(--mantine-color-error)" onClick={() => setDeleting(true)}>
            Delete API
          </Button>
        }
      />
      <ApiForm
        isNew={false}
        draft={draft}
        onChange={form.change}
        error={error}
        preview={<ConsolePreview draft={draft} others={others} />}
        scopePicture={scopePicture}
        foot={changeWords(members, goneScopes(seen, draft))}
        submitLabel="Save"
        isReady={members.length > 0}
        isRunning={isRunning}
        onSubmit={save}
      />
      <UnsavedChanges isDirty={members.length > 0 && !isRunning} />
      {isDeleting && <DeleteApiDialog api={api} onDeleted={onDeleted} onClose={() => setDeleting(false)} />}
    </>
  )
}

function goneScopes(api: ApiView, draft: ApiDraft): string[] {
  const kept = new Set(draft.scopes.map(({ name }) => name.trim()))
  return api.scopes.map(({ name }) => name).filter(name => !kept.has(name))
}
