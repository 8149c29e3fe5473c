import type { InvitationPreview } from '@keyturn/contract/client'
import { Skeleton, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { NewPasswordField } from '../../shared/new-password-field.tsx'
import { PlainForm } from './plain-form.tsx'
import { PlainPage } from './plain-page.tsx'
import { SecondStepForm } from './second-step-form.tsx'
import type { SecondStep } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Where the link of an invitation leads: who has no account makes one, who has one signs in and joins. */
export function AcceptInvitationPage({
  token,
  onJoined,
  signInLink,
}: {
  token: string | null
  onJoined: () => void
  signInLink: ReactNode
}) {
  const preview = useQuery({
    queryKey: ['invitation-preview'],
    queryFn: () => client.invitations.preview({ token: token ?? '' }),
    enabled: token !== null,
    retry: false,
    gcTime: 0,
  })
  if (token === null) {
    return (
      <PlainPage title="Invitation">
        <Text>Open the link in the mail that you got, complete and unchanged. {signInLink}</Text>
      </PlainPage>
    )
  }
  return (
    <PlainPage title={preview.data ? `Join ${preview.data.organizationName}` : 'Invitation'}>
      <CallProblem error={preview.error} />
      {preview.isPending && <Skeleton height={120} />}
      {preview.data?.hasAccount === false && (
        <JoinForm token={token} preview={preview.data} onJoined={onJoined} />
      )}
      {preview.data?.hasAccount === true && (
        <SignInToJoin token={token} preview={preview.data} onJoined={onJoined} />
      )}
    </PlainPage>
  )
}

type FormProps = { token: string; preview: InvitationPreview; onJoined: () => void }

function JoinForm({ token, preview, onJoined }: FormProps) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange()
  const join = () =>
    change.run(async () => {
      await client.invitations.accept({
        token,
        password,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      })
      setPassword('')
      onJoined()
    })
  return (
    <PlainForm verb="Join" change={change} fields={['/password']} onSubmit={join}>
      <TextInput label="E-mail" value={preview.email} autoComplete="username" readOnly />
      <TextInput
        label="Name"
        value={name}
        autoComplete="name"
        autoFocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <NewPasswordField
        value={password}
        error={fieldFault(change.error, '/password')}
        onChange={setPassword}
      />
    </PlainForm>
  )
}

function SignInToJoin({ token, preview, onJoined }: FormProps) {
  const [step, setStep] = useState<SecondStep | null>(null)
  const { error, run } = useChange()
  const join = () =>
    run(async () => {
      await client.account.joinOrganization({ token })
      onJoined()
    })
  return (
    <>
      <Text c="dimmed" mb="md">
        You have an account already. Sign in, and you are in.
      </Text>
      {step === null ? (
        <SignInForm email={preview.email} onSignedIn={() => void join()} onSecondStep={setStep} />
      ) : (
        <SecondStepForm step={step} onSignedIn={() => void join()} onBack={() => setStep(null)} />
      )}
      <CallProblem error={error} />
    </>
  )
}
