import type { Session } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { queryClient } from '../../connection/query-client.ts'
import { resumeSession, useSessionEnded } from '../../connection/session-end.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { SecondStepForm } from './second-step-form.tsx'
import type { SecondStep } from './session.ts'
import { sessionQuery } from './session-queries.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Over the page, where a session has ended: what was typed below stays, and whoever signs in again goes on with it. */
export function SessionEndedDialog({ session }: { session: Session }) {
  const hasEnded = useSessionEnded()
  const [step, setStep] = useState<SecondStep | null>(null)
  if (!hasEnded) return null
  const goOn = () => {
    setStep(null)
    resumeSession()
    void queryClient.invalidateQueries(sessionQuery)
    void queryClient.invalidateQueries()
  }
  return (
    <Dialog onClose={() => {}} withCloseButton={false} title="Your session has ended">
      <Text mb="md">Sign in again to go on. What you have typed is still there.</Text>
      {step === null ? (
        <SignInForm email={session.user.email} onSignedIn={goOn} onSecondStep={setStep} />
      ) : (
        <SecondStepForm step={step} onSignedIn={goOn} onBack={() => setStep(null)} />
      )}
    </Dialog>
  )
}
