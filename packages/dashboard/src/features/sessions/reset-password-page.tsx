import { Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { NewPasswordField } from '../../shared/new-password-field.tsx'
import { PlainForm } from './plain-form.tsx'
import { PlainPage } from './plain-page.tsx'

/** Without a token: asks for the link. With one: takes the new password. */
export function ResetPasswordPage({ token, signInLink }: { token: string | null; signInLink: ReactNode }) {
  const [isDone, setDone] = useState(false)
  const done = () => setDone(true)
  if (token === null) {
    return (
      <PlainPage title="Forgot your password?">
        {isDone ? (
          <Text>
            Where there is an account with this address, a link is on its way. It is good for 30 minutes.
          </Text>
        ) : (
          <RequestForm onDone={done} />
        )}
        <Text mt="lg" size="sm">
          {signInLink}
        </Text>
      </PlainPage>
    )
  }
  return (
    <PlainPage title="Choose a new password">
      {isDone ? (
        <Text>It is changed, and you are signed out everywhere. {signInLink}</Text>
      ) : (
        <PasswordForm token={token} onDone={done} />
      )}
    </PlainPage>
  )
}

function RequestForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState('')
  const change = useChange()
  const request = async () => {
    if (await change.run(() => client.passwordResets.request({ email: email.trim() }))) onDone()
  }
  return (
    <PlainForm verb="Send a link" change={change} onSubmit={request}>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        value={email}
        required
        withAsterisk={false}
        autoFocus
        onChange={event => setEmail(event.currentTarget.value)}
      />
    </PlainForm>
  )
}

function PasswordForm({ token, onDone }: { token: string; onDone: () => void }) {
  const [password, setPassword] = useState('')
  const change = useChange()
  const reset = async () => {
    if (await change.run(() => client.passwordResets.resetPassword({ token, password }))) onDone()
  }
  return (
    <PlainForm verb="Change password" change={change} fields={['/password']} onSubmit={reset}>
      <NewPasswordField
        value={password}
        error={fieldFault(change.error, '/password')}
        onChange={setPassword}
      />
    </PlainForm>
  )
}
