import type { AccessRequest, OrganizationView } from '@keyturn/contract/client'
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

type PermissionChoice = { value: AccessRequest['permission']; label: string }
type RequestProps = { request: AccessRequest; permissionName: string }

/** Asks for one of the permissions that a page takes; says what was asked for already, and what was answered. */
export function RequestAccess({
  organization,
  title,
  choices,
}: {
  organization: Pick<OrganizationView, 'id' | 'name'>
  /** The page that they are for. */
  title: string
  choices: readonly PermissionChoice[]
}) {
  const own = useQuery(ownAccessRequestsQuery(organization.id))
  const nameOf = ({ permission }: AccessRequest) =>
    choices.find(({ value }) => value === permission)?.label ?? permission
  const about = own.data?.filter(({ permission }) => choices.some(({ value }) => value === permission)) ?? []
  const open = about.find(({ status }) => status === 'open')
  const [last] = about
  return (
    <>
      {own.error && <CallProblem error={own.error} onRetry={() => void own.refetch()} />}
      {open ? (
        <OpenRequest request={open} permissionName={nameOf(open)} />
      ) : (
        <>
          {last?.status === 'declined' && <DeclinedRequest request={last} permissionName={nameOf(last)} />}
          <AskButton
            organization={organization}
            title={title}
            choices={choices}
            isReady={!own.isPending && choices.length > 0}
          />
        </>
      )}
    </>
  )
}

function AskButton({
  organization,
  title,
  choices,
  isReady,
}: {
  organization: Pick<OrganizationView, 'id' | 'name'>
  title: string
  choices: readonly PermissionChoice[]
  isReady: boolean
}) {
  const [isAsking, setAsking] = useState(false)
  // Who asks to see a page asks for no more, unless they say so.
  const [chosen, setChosen] = useState(choices.find(({ value }) => value.startsWith('view_')) ?? choices[0])
  return (
    <>
      <Button disabled={!isReady} onClick={() => setAsking(true)}>
        Request access
      </Button>
      <Suspense>
        {isAsking && chosen !== undefined && (
          <AskDialog
            title="Request access"
            sentence={`Whoever manages the people of ${organization.name} is asked to give you the permission “${chosen.label}”, to see “${title}”.`}
            placeholder="What you need it for"
            verb="Send request"
            isReasonNeeded={false}
            send={(reason, options) =>
              client.account.createAccessRequest(
                {
                  organizationId: organization.id,
                  permission: chosen.value,
                  ...(reason === '' ? {} : { reason }),
                },
                options,
              )
            }
            onClose={() => setAsking(false)}
          >
            {choices.length > 1 && (
              <NativeSelect
                mt="md"
                label="Permission"
                value={chosen.value}
                data={choices.map(({ value, label }) => ({ value, label }))}
                onChange={event => {
                  const value = event.currentTarget.value
                  setChosen(choices.find(choice => choice.value === value) ?? chosen)
                }}
              />
            )}
          </AskDialog>
        )}
      </Suspense>
    </>
  )
}

function OpenRequest({ request, permissionName }: RequestProps) {
  const { isRunning, error, run } = useChange()
  const withdraw = () =>
    run(async () => {
      await client.account.withdrawAccessRequest(request.id)
      await refreshRequests()
    })
  return (
    <div className={styles.band} role="status">
      <div className={styles.words}>
        <strong>You asked for “{permissionName}”</strong> <InstantText at={request.createdAt} />. Once it is
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

function DeclinedRequest({ request, permissionName }: RequestProps) {
  const { decision } = request
  return (
    <div className={styles.band} data-tone="quiet" role="status">
      <div className={styles.words}>
        <strong>
          {outcomeWords(request)}: {permissionName}
        </strong>
        {decision?.reason && <q className={styles.reason}>{decision.reason}</q>}
      </div>
    </div>
  )
}
