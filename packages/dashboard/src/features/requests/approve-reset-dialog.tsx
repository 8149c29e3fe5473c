import { type ResetRequest, SecretLostError } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { OverlapSelect } from '../../shared/overlap-select.tsx'
import { ProblemBand } from '../../shared/problem-band.tsx'
import { refreshRequests } from './request-queries.ts'
import { toldWords } from './request-words.ts'

/** Resets the key that somebody thinks is exposed. The new token goes to `onIssued`. */
export function ApproveResetDialog({
  request,
  onIssued,
  onClose,
}: {
  request: ResetRequest
  onIssued: (token: string) => void
  onClose: () => void
}) {
  const [overlapSeconds, setOverlapSeconds] = useState(0)
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const approve = () =>
    run(async () => {
      const { secret } = await client.resetRequests.approve(
        request.id,
        { overlapSeconds },
        { idempotencyKey },
      )
      await refreshRequests()
      onIssued(secret)
    })
  return (
    <ConfirmDialog
      title={`Reset the key ${request.keyName}?`}
      verb="Approve and reset"
      tone={overlapSeconds === 0 ? 'danger' : 'plain'}
      isRunning={isRunning}
      onConfirm={approve}
      onClose={onClose}
    >
      <Text>
        A new key takes the place of {request.start}…: everything that uses the old one has to be given the
        new one{overlapSeconds === 0 ? '; until then its requests get 401.' : ' before the old one ends.'}
        {toldWords(request, 'is told')}
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
