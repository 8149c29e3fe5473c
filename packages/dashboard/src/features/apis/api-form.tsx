import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import type { ApiFormProps, ScopeDraft } from './api-draft.ts'
import styles from './api-form.module.css'
import { ConsoleFields } from './console-fields.tsx'
import { FormSection } from './form-section.tsx'
import { IdentityFields } from './identity-fields.tsx'
import { KeyFields } from './key-fields.tsx'
import { RequestFields } from './request-fields.tsx'
import { ScopeRows } from './scope-rows.tsx'

/** Everything about an API, with a picture of the page that it makes beside it. */
export function ApiForm({
  isNew,
  preview,
  scopePicture,
  foot,
  submitLabel,
  isReady,
  isRunning,
  onSubmit,
  ...form
}: ApiFormProps & {
  isNew: boolean
  preview: ReactNode
  /** How scopes look where somebody chooses them. */
  scopePicture: (scopes: ScopeDraft[]) => ReactNode
  /** What sending this will do. */
  foot: string
  submitLabel: string
  isReady: boolean
  isRunning: boolean
  onSubmit: () => void
}) {
  const { draft, onChange, error } = form
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (isReady && !isRunning) onSubmit()
      }}
    >
      <div>
        <FormSection title="The API" purpose="What it is called, and how its callers present a key.">
          <IdentityFields {...form} isNew={isNew} />
        </FormSection>
        <FormSection title="Keys" purpose="How many there are, when they are shown, and how long they last.">
          <KeyFields {...form} />
        </FormSection>
        <FormSection
          title="Scopes"
          purpose="What a key can be allowed to do; it can have no other. Without scopes nothing tells keys apart."
        >
          <ScopeRows scopes={draft.scopes} error={error} onChange={scopes => onChange({ scopes })} />
          {draft.scopes.some(({ name }) => name !== '') && scopePicture(draft.scopes)}
        </FormSection>
        <FormSection title="Page" purpose="Where customers find their keys, and in which words.">
          <ConsoleFields {...form} />
        </FormSection>
        <FormSection title="Requests" purpose="For snippets, for tests of a key, and for what is sensitive.">
          <RequestFields {...form} />
        </FormSection>
        <CallProblem error={error} />
        <div className={styles.foot}>
          <Text size="sm" c="dimmed" aria-live="polite">
            {foot}
          </Text>
          <Button type="submit" loading={isRunning} disabled={!isReady}>
            {submitLabel}
          </Button>
        </div>
      </div>
      <aside className={styles.beside} aria-label="Preview">
        {preview}
      </aside>
    </form>
  )
}
