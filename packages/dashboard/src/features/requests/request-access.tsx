import type { AccessRequest, OrganizationView } from '@keyturn/contract/client'
import { memberPermissions } from '@keyturn/contract/client'
import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { InstantText } from '../../shared/instant-text.tsx'
import { ownAccessRequestsQuery, refreshRequests } from './request-queries.ts'
import { outcomeWords } from './request-words.ts'
import styles from './requests.module.css'

const AskDialog = lazy(() => import('./ask-dialog.tsx').then(file => ({ default: file.AskDialog })))

/** Asks for one of the permissions that a page takes; says what was asked for already, and what was answered. */
export function RequestAccess({
  organization,
  title,
  permissions,
}: {
  organization: Pick<OrganizationView, 'id' | 'name'>
  /** The page that they are for. */
  title: string
  permissions: readonly string[]
}) {
  const own = useQuery(ownAccessRequestsQuery(organization.id))
  const wanted = memberPermissions.filter(permission => permissions.includes(permission))
  const about = own.data?.filter(({ permission }) => wanted.includes(permission)) ?? []
  const open = about.find(({ status }) => status === 'open')
  const [last] = about
  return (
    <>
      {own.error && <CallProblem error={own.error} onRetry={() => void own.refetch()} />}
      {open ? (
        <OpenRequest request={open} />
      ) : (
        <>
          {last?.status === 'declined' && <DeclinedRequest request={last} />}
          <AskButton
            organization={organization}
            title={title}
            permissions={wanted}
            isReady={!own.isPending && wanted.length > 0}
          />
        </>
      )}
    </>
  )
}

function AskButton({
  organization,
  title,
  permissions,
  isReady,
}: {
  organization: Pick<OrganizationView, 'id' | 'name'>
  title: string
  permissions: readonly AccessRequest['permission'][]
  isReady: boolean
}) {
  const [isAsking, setAsking] = useState(false)
  const [chosen, setChosen] = useState(permissions[0])
  return (
    <>
      <Button disabled={!isReady} onClick={() => setAsking(true)}>
        Request access
      </Button>
      <Suspense>
        {isAsking && chosen !== undefined && (
          <AskDialog
            title="Request access"
            sentence={`Whoever manages the people of ${organization.name} is asked to give you ${chosen}, to see “${title}”.`}
            placeholder="What you need it for"
            verb="Send request"
            isReasonNeeded={false}
            send={(reason, options) =>
              client.account.createAccessRequest(
                {
                  organizationId: organization.id,
                  permission: chosen,
                  ...(reason === '' ? {} : { reason }),
                },
                options,
              )
            }
            onClose={() => setAsking(false)}
          >
            {permissions.length > 1 && (
              <NativeSelect
                mt="md"
                label="Permission"
                value={chosen}
                data={[...permissions]}
                onChange={event => {
                  const value = event.currentTarget.value
                  setChosen(permissions.find(permission => permission === value) ?? chosen)
                }}
              />
            )}
          </AskDialog>
        )}
      </Suspense>
    </>
  )
}

function OpenRequest({ request }: { request: AccessRequest }) {
  const { isRunning, error, run } = useChange()
  const withdraw = () =>
    run(async () => {
      await client.account.withdrawAccessRequest(request.id)
      await refreshRequests()
    })
  return (
    <div className={styles.band} role="status">
      <div className={styles.words}>
        <strong>You asked for {request.permission}</strong> <InstantText at={request.createdAt} />. Once it is
        granted you sign in again, and this page is there.
        <CallProblem error={error} />
      </div>
      <div className={styles.actions}>
        <Button variant="default" loading={isRunning} onClick={() => void withdraw()}>
          Withdraw
        </Button>
      </div>
    </div>
  )
}

function DeclinedRequest({ request }: { request: AccessRequest }) {
  const { decision, permission } = request
  return (
    <div className={styles.band} data-tone="quiet" role="status">
      <div className={styles.words}>
        <strong>
          {outcomeWords(request)}: {permission}
        </strong>
        {decision?.reason && <q className={styles.reason}>{decision.reason}</q>}
      </div>
    </div>
  )
}
