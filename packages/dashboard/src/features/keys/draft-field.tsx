import { Textarea, TextInput } from '@mantine/core'
import type { KeyDraft } from './key-draft.ts'

type TextName = { [Name in keyof KeyDraft]: string extends KeyDraft[Name] ? Name : never }[keyof KeyDraft]

/** One text of a draft: a line, several lines, or a whole number. */
export function DraftField({
  name,
  kind = 'line',
  draft,
  onChange,
  ...field
}: {
  name: TextName
  kind?: 'line' | 'lines' | 'number' | 'date'
  draft: KeyDraft
  onChange: (part: Partial<KeyDraft>) => void
  label: string
  description?: string
  placeholder?: string
  error?: string | null
}) {
  const change = (text: string) => onChange({ [name]: kind === 'number' ? text.replace(/\D/g, '') : text })
  if (kind === 'lines') {
    return (
      <Textarea
        {...field}
        autosize
        minRows={2}
        value={draft[name]}
        onChange={event => change(event.currentTarget.value)}
      />
    )
  }
  return (
    <TextInput
      {...field}
      type={kind === 'date' ? 'date' : 'text'}
      inputMode={kind === 'number' ? 'numeric' : 'text'}
      value={draft[name]}
      autoComplete="off"
      onChange={event => change(event.currentTarget.value)}
    />
  )
}
