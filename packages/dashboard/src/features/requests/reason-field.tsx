import { KeyturnError } from '@keyturn/contract/client'
import { Textarea } from '@mantine/core'

/** Why something is asked for or declined, in words that somebody else is shown. */
export function ReasonField({
  label,
  placeholder,
  value,
  error,
  onChange,
}: {
  label: string
  placeholder: string
  value: string
  /** What the call was refused with. */
  error: unknown
  onChange: (value: string) => void
}) {
  return (
    <Textarea
      mt="md"
      label={label}
      placeholder={placeholder}
      value={value}
      maxLength={500}
      minRows={3}
      autosize={false}
      rows={3}
      autoComplete="off"
      data-autofocus
      error={faultIn(error)}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

/** What the API says about the field itself. */
function faultIn(error: unknown): string | null {
  if (!(error instanceof KeyturnError)) return null
  const message = error.errors.find(({ pointer }) => pointer === '/reason')?.message
  return message === undefined ? null : `It ${message}.`
}
