import { type KeyView, SecretLostError } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { OverlapSelect } from '../../shared/overlap-select.tsx'
import { ProblemBand } from '../../shared/problem-band.tsx'
import { refreshKeys } from './key-queries.ts'
import { startWords } from './key-status.ts'

const daySeconds = 86_400

/** Gives a key a new token; the old one stops at once, or when those who use it have had time. */
export function ResetKeyDialog({
  target,
  verb = 'Reset',
  onIssued,
  onClose,
}: {
  target: KeyView
  /** Where the old token is meant to work on for a while, this is called rotating. */
  verb?: 'Reset' | 'Rotate'
  onIssued: (token: string) => void
  onClose: () => void
}) {
  const [overlapSeconds, setOverlapSeconds] = useState(verb === 'Rotate' ? daySeconds : 0)
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const reset = () =>
    run(async () => {
      const { secret } = await client.keys.rotate(target.id, { overlapSeconds }, { idempotencyKey })
      void refreshKeys()
      onIssued(secret)
    })
  return (
    <ConfirmDialog
      // The one key of an organization is often called like it.
      title={verb === 'Reset' ? `Reset the key ${target.name}?` : `Rotate ${target.name}?`}
      verb={`${verb} key`}
      tone={overlapSeconds === 0 ? 'danger' : 'plain'}
      isRunning={isRunning}
      onConfirm={reset}
      onClose={onClose}
    >
      <Text>
        A new key takes the place of {startWords(target)}: everything that uses the old one has to be given
        the new one{overlapSeconds === 0 ? '; until then its requests get 401.' : ' before the old one ends.'}
      </Text>
      <OverlapSelect seconds={overlapSeconds} onChange={setOverlapSeconds} />
      {error instanceof SecretLostError ? (
        <ProblemBand detail="The key was reset, but its new token was lost on the way. Close this and show the key, or reset it again." />
      ) : (
        <CallProblem error={error} />
      )}
    </ConfirmDialog>
  )
}
