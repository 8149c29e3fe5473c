import { PasswordInput } from '@mantine/core'

/** A password that is chosen here; what is wrong with it the server says. */
export function NewPasswordField({
  label = 'Password',
  value,
  error,
  onChange,
}: {
  label?: string
  value: string
  error: string | null
  onChange: (password: string) => void
}) {
  return (
    <PasswordInput
      label={label}
      description="A few words that nobody would guess are better than symbols."
      autoComplete="new-password"
      value={value}
      error={error}
      errorProps={{ role: 'alert' }}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
