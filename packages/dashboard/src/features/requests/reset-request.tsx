import type { KeyView } from '@keyturn/contract/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { InstantText } from '../../shared/instant-text.tsx'
import type { Doer } from '../../shared/person-name.tsx'
import { refreshRequests, resetOfKeyQuery } from './request-queries.ts'
import { nameOf, outcomeWords } from './request-words.ts'
import styles from './requests.module.css'

const AskDialog = lazy(() => import('./ask-dialog.tsx').then(file => ({ default: file.AskDialog })))

/** For whoever sees a key and does not manage it; nothing while its reset is asked for already. */
export function RequestResetButton({ target }: { target: Pick<KeyView, 'id' | 'name' | 'start'> }) {
  const [isAsking, setAsking] = useState(false)
  const last = useQuery(resetOfKeyQuery(target))
  if (last.data?.status === 'open') return null
  return (
    <>
      <Button variant="default" disabled={last.isPending} onClick={() => setAsking(true)}>
        Request key reset
      </Button>
      <Suspense>
        {isAsking && (
          <AskDialog
            title="Request key reset"
            sentence={`Somebody who manages keys decides whether a new key takes the place of ${target.start}…, which goes on working until then.`}
            placeholder="Where it may have been seen, and by whom"
            verb="Send request"
            send={(reason, options) => client.keys.createResetRequest(target.id, { reason }, options)}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  )
}

/** That the reset of a key is asked for, and what was answered to whoever looks. */
export function ResetRequestBand({
  target,
  self,
  review,
}: {
  target: Pick<KeyView, 'id' | 'start'>
  self: Pick<Doer, 'type' | 'id'>
  /** Where whoever may decide goes. */
  review: ReactNode
}) {
  const { data: last } = useQuery(resetOfKeyQuery(target))
  const { isRunning, error, run } = useChange()
  if (!last) return null
  const isOwn = last.requestedBy.type === self.type && last.requestedBy.id === self.id
  const { decision } = last
  if (last.status === 'declined' && isOwn && decision !== null) {
    return (
      <div className={styles.band} data-tone="quiet" role="status">
        <div className={styles.words}>
          <strong>{outcomeWords(last)}</strong> <InstantText at={decision.at} />. The key stays as it is.
          {decision.reason !== null && <q className={styles.reason}>{decision.reason}</q>}
        </div>
      </div>
    )
  }
  if (last.status !== 'open') return null
  const withdraw = () =>
    run(async () => {
      await client.resetRequests.withdraw(last.id)
      await refreshRequests()
    })
  return (
    <div className={styles.band} role="status">
      <div className={styles.words}>
        <strong>
          {isOwn
            ? 'You requested a reset of this key'
            : `${nameOf(last.requestedBy)} requests a reset of this key`}
        </strong>{' '}
        <InstantText at={last.createdAt} />. It works until somebody who manages keys approves.
        <q className={styles.reason}>{last.reason}</q>
        <CallProblem error={error} />
      </div>
      <div className={styles.actions}>
        {isOwn && (
          <Button variant="default" loading={isRunning} onClick={() => void withdraw()}>
            Withdraw
          </Button>
        )}
        {review}
      </div>
    </div>
  )
}
