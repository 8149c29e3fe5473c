import type { ResetRequest } from '@keyturn/contract/client'
import { lazy, Suspense, useState } from 'react'
import { client } from '../../connection/client.ts'
import { RequestItem } from './request-item.tsx'
import { toldWords } from './request-words.ts'
import styles from './requests.module.css'

const ApproveResetDialog = lazy(() =>
  import('./approve-reset-dialog.tsx').then(file => ({ default: file.ApproveResetDialog })),
)
const AskDialog = lazy(() => import('./ask-dialog.tsx').then(file => ({ default: file.AskDialog })))

/** That a key is reset. */
export function ResetRequestItem({
  request,
  apiName,
  onIssued,
}: {
  request: ResetRequest
  apiName: string
  onIssued: (token: string) => void
}) {
  const [deciding, setDeciding] = useState<'approve' | 'decline' | null>(null)
  const close = () => setDeciding(null)
  return (
    <>
      <RequestItem
        request={request}
        label={`the reset of ${request.keyName}`}
        what={
          <>
            {request.keyName}
            <code>{request.start}…</code>
            <span className={styles.quiet}>
              {apiName}, {request.environment}
            </span>
          </>
        }
        decide={{
          verb: 'Approve',
          hindrance: null,
          onApprove: () => setDeciding('approve'),
          onDecline: () => setDeciding('decline'),
        }}
      />
      <Suspense>
        {deciding === 'approve' && (
          <ApproveResetDialog
            request={request}
            onClose={close}
            onIssued={token => {
              close()
              onIssued(token)
            }}
          />
        )}
        {deciding === 'decline' && (
          <AskDialog
            title={`Decline the reset of the key ${request.keyName}?`}
            sentence={`The key stays as it is.${toldWords(request, 'is told why')}`}
            placeholder="Why the key need not be reset"
            verb="Decline"
            send={(reason, options) => client.resetRequests.decline(request.id, { reason }, options)}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
