import { type OrganizationView, permissionNames } from '@keyturn/contract/client'
import { SegmentedControl, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { AccessRequestItem } from './access-request-item.tsx'
import { accessRequestsQuery, resetRequestsQuery, type Shown } from './request-queries.ts'
import styles from './requests.module.css'
import { ResetRequestItem } from './reset-request-item.tsx'

/** What whoever looks may decide: resets of keys, access of people, or both. */
export type RequestScene = {
  organization: Pick<OrganizationView, 'id' | 'name'>
  may: { decideResets: boolean; decideAccess: boolean }
  /** Their permissions; null is staff, who have all. */
  held: readonly string[] | null
  apiName: (apiId: string) => string
}

const choices = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Decided' },
]

/** What members ask for. A new token goes to `onIssued`. */
export function RequestsPage({
  scene,
  shown,
  onShow,
  onIssued,
}: {
  scene: RequestScene
  shown: Shown
  onShow: (shown: Shown) => void
  onIssued: (issued: { apiId: string; token: string }) => void
}) {
  const { organization, may } = scene
  return (
    <>
      <PageHeader
        title="Requests"
        purpose={`What members of ${organization.name} ask for, and what was decided.`}
        action={
          <SegmentedControl
            aria-label="Which requests"
            data={choices}
            value={shown}
            onChange={value => onShow(value === 'closed' ? 'closed' : 'open')}
          />
        }
      />
      {may.decideResets && <Resets scene={scene} shown={shown} onIssued={onIssued} />}
      {may.decideAccess && <Access scene={scene} shown={shown} />}
    </>
  )
}

function Resets({
  scene,
  shown,
  onIssued,
}: {
  scene: RequestScene
  shown: Shown
  onIssued: (issued: { apiId: string; token: string }) => void
}) {
  const requests = useQuery(resetRequestsQuery(scene.organization.id, shown))
  return (
    <Section
      title="Key resets"
      none={
        shown === 'open'
          ? 'Nobody asks for a key reset. A member who thinks that a key is exposed can, on the page of that key.'
          : 'No key reset was asked for and decided.'
      }
      requests={requests}
    >
      {requests.data?.data.map(request => (
        <ResetRequestItem
          key={request.id}
          request={request}
          apiName={scene.apiName(request.apiId)}
          onIssued={token => onIssued({ apiId: request.apiId, token })}
        />
      ))}
    </Section>
  )
}

function Access({ scene, shown }: { scene: RequestScene; shown: Shown }) {
  const requests = useQuery(accessRequestsQuery(scene.organization.id, shown))
  return (
    <Section
      title="Access"
      none={
        shown === 'open'
          ? 'Nobody asks for access. A member who may not see a page can, on that page.'
          : 'No access was asked for and decided.'
      }
      requests={requests}
    >
      {requests.data?.data.map(request => (
        <AccessRequestItem
          key={request.id}
          request={request}
          permissionName={permissionNames[request.permission]}
          held={scene.held}
        />
      ))}
    </Section>
  )
}

type Read = {
  data: { data: readonly unknown[] } | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

function Section({
  title,
  none,
  requests,
  children,
}: {
  title: string
  none: string
  requests: Read
  children: ReactNode
}) {
  const { data, error, isPending, refetch } = requests
  return (
    <section aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <CallProblem error={error} onRetry={() => void refetch()} />
      {isPending && <Skeleton height={72} mb="xl" />}
      {data?.data.length === 0 && (
        <Text c="dimmed" maw={560} mb="xl">
          {none}
        </Text>
      )}
      {data && data.data.length > 0 && <ul className={styles.list}>{children}</ul>}
    </section>
  )
}
