import { TextInput } from '@mantine/core'

/** What proves a second factor: what the authenticator app shows, or one of the codes that were kept for when that is lost. */
export type CodeKind = 'app' | 'recovery'

export function CodeField({
  kind,
  value,
  onChange,
}: {
  kind: CodeKind
  value: string
  onChange: (code: string) => void
}) {
  return (
    <TextInput
      key={kind}
      label={kind === 'recovery' ? 'Recovery code' : 'Code of your authenticator app'}
      autoComplete="one-time-code"
      inputMode={kind === 'recovery' ? 'text' : 'numeric'}
      value={value}
      required
      withAsterisk={false}
      autoFocus
      data-autofocus
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

/** In the form that the API takes. */
export function codeBody(kind: CodeKind, code: string): { code: string } | { recoveryCode: string } {
  return kind === 'recovery' ? { recoveryCode: code.trim() } : { code: code.trim() }
}
