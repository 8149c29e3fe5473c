import { PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { PlainForm } from './plain-form.tsx'
import type { SecondStep } from './session.ts'

/** Address and password; where a second factor is asked for, `onSecondStep` goes on with that. */
export function SignInForm({
  email: known = '',
  onSignedIn,
  onSecondStep,
}: {
  email?: string
  onSignedIn: () => void
  onSecondStep: (step: SecondStep) => void
}) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const change = useChange()
  const signIn = () =>
    change.run(async () => {
      const { status, pending } = await client.session.start({ email: email.trim(), password })
      setPassword('')
      if (status === 'second_factor_required' && pending !== null) onSecondStep(pending)
      else onSignedIn()
    })
  return (
    <PlainForm verb="Sign in" change={change} onSubmit={signIn}>
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        readOnly={known !== ''}
        required
        withAsterisk={false}
        autoFocus={known === ''}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        value={password}
        required
        withAsterisk={false}
        autoFocus={known !== ''}
        visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
        onChange={event => setPassword(event.currentTarget.value)}
      />
    </PlainForm>
  )
}
