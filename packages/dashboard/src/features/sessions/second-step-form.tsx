import { Button } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { CodeField, type CodeKind, codeBody } from './code-field.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { signInWithPasskey } from './passkey-calls.ts'
import { PlainForm } from './plain-form.tsx'
import type { SecondStep } from './session.ts'

/** What follows a password: a code of the authenticator app, or one that was kept for when that is lost. */
export function SecondStepForm({
  step,
  onSignedIn,
  onBack,
}: {
  step: SecondStep
  onSignedIn: () => void
  onBack: () => void
}) {
  const { methods, token } = step
  const [kind, setKind] = useState<CodeKind>(methods.includes('totp') ? 'app' : 'recovery')
  const [code, setCode] = useState('')
  const change = useChange()
  const answer = () =>
    change.run(async () => {
      await client.session.answerSecondFactor({ token, ...codeBody(kind, code) })
      onSignedIn()
    })
  const turn = () => {
    setKind(kind === 'app' ? 'recovery' : 'app')
    setCode('')
  }
  return (
    <PlainForm
      verb="Sign in"
      change={change}
      onSubmit={answer}
      after={
        <>
          {methods.includes('passkey') && <PasskeyButton present={signInWithPasskey} onUsed={onSignedIn} />}
          {methods.includes('totp') && methods.includes('recovery_code') && (
            <Button variant="subtle" onClick={turn}>
              {kind === 'recovery' ? 'Use the authenticator app' : 'Use a recovery code'}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={onBack}>
            Begin again
          </Button>
        </>
      }
    >
      <CodeField kind={kind} value={code} onChange={setCode} />
    </PlainForm>
  )
}
