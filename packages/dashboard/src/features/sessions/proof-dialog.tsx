import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useProofRequest } from '../../connection/proof.ts'
import { useChange } from '../../connection/use-change.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { CodeField, type CodeKind, codeBody } from './code-field.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { proveWithPasskey } from './passkey-calls.ts'

/** Asks again for what one signs in with before what is sensitive; what was begun goes on afterwards. */
export function ProofDialog() {
  const request = useProofRequest()
  if (request === null) return null
  return <Proof onSettled={request.settle} />
}

function Proof({ onSettled }: { onSettled: (isProven: boolean) => void }) {
  const [password, setPassword] = useState('')
  // Asked for only of who signs in with a second factor: the server says so once the password was right.
  const [kind, setKind] = useState<CodeKind | null>(null)
  const [code, setCode] = useState('')
  const { isRunning, error, run } = useChange()
  const prove = async () => {
    const isProven = await run(async () => {
      const isAsked = await proveOrAsk({ password, ...(kind === null ? {} : codeBody(kind, code)) })
      if (isAsked) setKind('app')
      else onSettled(true)
    })
    if (isProven) setCode('')
  }
  return (
    <Dialog onClose={() => onSettled(false)} title="Is it still you?" zIndex={300}>
      <form
        onSubmit={event => {
          event.preventDefault()
          void prove()
        }}
      >
        <Stack gap="md">
          <Text>This is sensitive, and you signed in a while ago.</Text>
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            value={password}
            data-autofocus
            readOnly={kind !== null}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            onChange={event => setPassword(event.currentTarget.value)}
          />
          {kind !== null && <CodeOfHolder kind={kind} code={code} onKind={setKind} onCode={setCode} />}
          <CallProblem error={error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => onSettled(false)}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={isRunning}
              disabled={password === '' || (kind !== null && code === '')}
            >
              Go on
            </Button>
          </Group>
          <PasskeyButton present={proveWithPasskey} onUsed={() => onSettled(true)} />
        </Stack>
      </form>
    </Dialog>
  )
}

function CodeOfHolder({
  kind,
  code,
  onKind,
  onCode,
}: {
  kind: CodeKind
  code: string
  onKind: (kind: CodeKind) => void
  onCode: (code: string) => void
}) {
  const turn = () => {
    onKind(kind === 'app' ? 'recovery' : 'app')
    onCode('')
  }
  return (
    <div>
      <CodeField kind={kind} value={code} onChange={onCode} />
      <Anchor component="button" type="button" size="sm" mt={4} onClick={turn}>
        {kind === 'recovery' ? 'Use the authenticator app' : 'Use a recovery code'}
      </Anchor>
    </div>
  )
}

/** Answers whether a second factor is asked for, which was not among what was sent. */
async function proveOrAsk(body: Parameters<typeof client.session.prove>[0]): Promise<boolean> {
  try {
    await client.session.prove(body)
    return false
  } catch (error) {
    if (error instanceof KeyturnError && error.code === 'second_factor_required') return true
    throw error
  }
}
