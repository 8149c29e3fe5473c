import { Checkbox, Text, Textarea, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { fieldFault } from '../../connection/field-fault.ts'
import { readLines } from '../../shared/typed-lists.ts'
import type { OrganizationDraft } from './organization-draft.ts'
import styles from './organization-settings.module.css'

/** The scopes of all APIs, to be chosen from. */
export type ScopePictures = (chosen: readonly string[], onChange: (scopes: string[]) => void) => ReactNode

/** What no key of the organization can go beyond. */
export function CeilingFields({
  draft,
  onChange,
  error,
  scopePicker,
}: {
  draft: OrganizationDraft
  onChange: (part: Partial<OrganizationDraft>) => void
  error: unknown
  scopePicker: ScopePictures
}) {
  const heading = useId()
  const words = readLines(draft.ceiling)
  const wildcards = words.filter(word => word.includes('*'))
  return (
    <section className={styles.section} aria-labelledby={heading}>
      <div>
        <Title order={2} id={heading}>
          Ceiling
        </Title>
        <Text c="dimmed">
          No key of the organization can do more, whatever it was granted. Lowering it holds at once.
        </Text>
      </div>
      <Checkbox
        label="Its keys can do these scopes at most"
        checked={draft.hasCeiling}
        onChange={event => onChange({ hasCeiling: event.currentTarget.checked })}
      />
      {draft.hasCeiling && (
        <>
          {scopePicker(words, chosen => onChange({ ceiling: [...chosen, ...wildcards].join('\n') }))}
          <Textarea
            label="The same in words"
            description="One a line; leads:*, *:read and * stand for many."
            autosize
            minRows={2}
            value={draft.ceiling}
            error={fieldFault(error, '/scopeCeiling')}
            onChange={event => onChange({ ceiling: event.currentTarget.value })}
          />
        </>
      )}
    </section>
  )
}
