import { Textarea } from '@mantine/core'
import { fieldFault } from '../../connection/field-fault.ts'

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
      error={fieldFault(error, '/reason')}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
