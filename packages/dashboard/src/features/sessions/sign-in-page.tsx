import { Button, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { signInWithPasskey } from './passkey-calls.ts'
import { PlainPage } from './plain-page.tsx'
import { SecondStepForm } from './second-step-form.tsx'
import type { SecondStep } from './session.ts'
import { setupQuery } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SingleSignOnForm } from './single-sign-on-form.tsx'

/**
 * Where people come in. `token` is of a link that signs in; `organizationId` of one that leads to the identity provider of
 * an organization; `setupLink` leads to making the first owner.
 */
export function SignInPage({
  token,
  organizationId,
  returnTo,
  onSignedIn,
  setupLink,
  resetLink,
}: {
  token: string | null
  organizationId: string | null
  /** Where single sign-on leads in the end. */
  returnTo: string
  onSignedIn: () => void
  setupLink: ReactNode
  resetLink: ReactNode
}) {
  const [hasLink, setHasLink] = useState(token !== null)
  const [isSingle, setSingle] = useState(organizationId !== null)
  const [step, setStep] = useState<SecondStep | null>(null)
  const setup = useQuery(setupQuery)
  if (step !== null) {
    return (
      <PlainPage title="Second step">
        <SecondStepForm step={step} onSignedIn={onSignedIn} onBack={() => setStep(null)} />
      </PlainPage>
    )
  }
  if (hasLink && token !== null) {
    return (
      <PlainPage title="Sign in">
        <LinkForm
          token={token}
          onSignedIn={onSignedIn}
          onSecondStep={setStep}
          onPassword={() => setHasLink(false)}
        />
      </PlainPage>
    )
  }
  if (isSingle) {
    return (
      <PlainPage title="Sign in">
        <SingleSignOnForm
          organizationId={organizationId}
          returnTo={returnTo}
          onBack={() => setSingle(false)}
        />
      </PlainPage>
    )
  }
  return (
    <PlainPage title="Sign in">
      <Stack gap="xs">
        <SignInForm onSignedIn={onSignedIn} onSecondStep={setStep} />
        <PasskeyButton present={signInWithPasskey} onUsed={onSignedIn} />
        <Button fullWidth variant="default" onClick={() => setSingle(true)}>
          Use single sign-on
        </Button>
      </Stack>
      <Text mt="lg" size="sm">
        {resetLink}
      </Text>
      {setup.data && (
        <Text mt="xs" size="sm" c="dimmed">
          Nobody operates this installation yet. {setupLink}
        </Text>
      )}
    </PlainPage>
  )
}

/** A link works once: it is used by a click, and not by whatever looks at it beforehand. */
function LinkForm({
  token,
  onSignedIn,
  onSecondStep,
  onPassword,
}: {
  token: string
  onSignedIn: () => void
  onSecondStep: (step: SecondStep) => void
  onPassword: () => void
}) {
  const { isRunning, error, run } = useChange()
  const signIn = () =>
    run(async () => {
      // biome-ignore lint/correctness/useHookAtTopLevel: a call of the API, and no hook
      const { pending } = await client.session.useSignInLink({ token })
      if (pending === null) onSignedIn()
      else onSecondStep(pending)
    })
  return (
    <>
      <Text mb="md">This link signs you in, once.</Text>
      <CallProblem error={error} />
      <Button fullWidth loading={isRunning} onClick={() => void signIn()} autoFocus>
        Sign in with this link
      </Button>
      <Button mt="xs" fullWidth variant="subtle" onClick={onPassword}>
        Use a password instead
      </Button>
    </>
  )
}
