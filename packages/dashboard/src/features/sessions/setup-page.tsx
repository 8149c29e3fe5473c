import { Code, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { NewPasswordField } from '../../shared/new-password-field.tsx'
import { PlainForm } from './plain-form.tsx'
import { PlainPage } from './plain-page.tsx'
import { setupQuery } from './session-queries.ts'

/** Makes the first owner, once. `token` is what the link in the terminal carries behind its `#`. */
export function SetupPage({
  token,
  onSignedIn,
  signInLink,
}: {
  token: string | null
  onSignedIn: () => void
  signInLink: ReactNode
}) {
  const setup = useQuery(setupQuery)
  if (setup.isPending) return <PlainPage title="Set up Keyturn">{null}</PlainPage>
  if (setup.error) {
    return (
      <PlainPage title="Set up Keyturn">
        <CallProblem error={setup.error} onRetry={() => void setup.refetch()} />
      </PlainPage>
    )
  }
  if (setup.data === null) {
    return (
      <PlainPage title="Keyturn is set up">
        <Text>This installation has an owner already. {signInLink}</Text>
      </PlainPage>
    )
  }
  if (token === null) {
    return (
      <PlainPage title="Set up Keyturn">
        <Text>
          Open the link that Keyturn printed in its terminal when it started: it proves that the machine is
          yours. Where it writes to a log instead, run <Code>keyturn owners recover</Code> with your address
          on that machine.
        </Text>
      </PlainPage>
    )
  }
  return (
    <PlainPage title="Set up Keyturn">
      <Text c="dimmed" mb="md">
        You will be the first owner: you reach every organization, and can bring in others.
      </Text>
      <OwnerForm token={token} onSignedIn={onSignedIn} />
    </PlainPage>
  )
}

function OwnerForm({ token, onSignedIn }: { token: string; onSignedIn: () => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange()
  useEffect(() => () => setPassword(''), [])
  const create = () =>
    change.run(async () => {
      await client.setup.createOwner({
        email: email.trim(),
        name: name.trim() === '' ? null : name.trim(),
        password,
        token,
      })
      setPassword('')
      onSignedIn()
    })
  return (
    <PlainForm verb="Create owner" change={change} fields={['/password']} onSubmit={create}>
      <TextInput
        label="Name"
        autoComplete="name"
        value={name}
        autoFocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        value={email}
        required
        withAsterisk={false}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <NewPasswordField
        value={password}
        error={fieldFault(change.error, '/password')}
        onChange={setPassword}
      />
    </PlainForm>
  )
}
