import type { AccessRequest } from '@keyturn/contract/client'
import { lazy, Suspense, useState } from 'react'
import { client } from '../../connection/client.ts'
import { RequestItem } from './request-item.tsx'
import { mayGrant } from './request-words.ts'
import styles from './requests.module.css'

const GrantDialog = lazy(() => import('./grant-dialog.tsx').then(file => ({ default: file.GrantDialog })))
const AskDialog = lazy(() => import('./ask-dialog.tsx').then(file => ({ default: file.AskDialog })))

/** That a member gets a permission. */
export function AccessRequestItem({
  request,
  permissionName,
  held,
}: {
  request: AccessRequest
  /** What people call the permission. */
  permissionName: string
  /** What whoever looks may do; null is staff, who may all. */
  held: readonly string[] | null
}) {
  const [deciding, setDeciding] = useState<'grant' | 'decline' | null>(null)
  const close = () => setDeciding(null)
  const { email, permission, organizationId } = request
  return (
    <>
      <RequestItem
        request={request}
        label={`${permissionName} for ${email}`}
        what={
          <>
            <strong>{permissionName}</strong>
            <span className={styles.quiet}>for {email}</span>
          </>
        }
        decide={{
          verb: 'Grant',
          hindrance: mayGrant(held, permission)
            ? null
            : 'You do not have this permission yourself, so an administrator has to grant it.',
          onApprove: () => setDeciding('grant'),
          onDecline: () => setDeciding('decline'),
        }}
      />
      <Suspense>
        {deciding === 'grant' && (
          <GrantDialog request={request} permissionName={permissionName} onClose={close} />
        )}
        {deciding === 'decline' && (
          <AskDialog
            title={`Decline “${permissionName}” for ${email}?`}
            sentence="Their permissions stay as they are. They are told why."
            placeholder="Why not, or whom to ask instead"
            verb="Decline"
            send={(reason, options) =>
              client.organizations.declineAccessRequest(organizationId, request.id, { reason }, options)
            }
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
