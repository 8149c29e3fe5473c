import { NativeSelect } from '@mantine/core'
import type { KeyDraft } from './key-draft.ts'

export const keyTypes = ['production', 'development', 'elevated'] as const

export const typeWords: Record<KeyDraft['type'], string> = {
  automatic: 'Chosen by what it may do',
  production: 'Production',
  development: 'Development',
  elevated: 'Elevated permissions',
}

/** What kind of key it is, on which the time between rotations depends. */
export function TypeField({
  draft,
  onChange,
  types,
  description,
}: {
  draft: KeyDraft
  onChange: (part: Partial<KeyDraft>) => void
  types: readonly KeyDraft['type'][]
  description: string
}) {
  return (
    <NativeSelect
      label="Type"
      description={description}
      inputWrapperOrder={['label', 'input', 'description']}
      value={draft.type}
      data={types.map(value => ({ value, label: typeWords[value] }))}
      onChange={event => {
        const chosen = event.currentTarget.value
        onChange({ type: types.find(type => type === chosen) ?? draft.type })
      }}
    />
  )
}
