import type { ApiView } from '@keyturn/contract/client'
import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { type PlainColumn, PlainTable } from '../../shared/plain-table.tsx'
import { apisQuery } from './api-queries.ts'
import { keyWords, placeWords } from './api-words.ts'

/** The APIs whose keys the installation keeps. */
export function ApiListPage({
  createLink,
  apiLink,
}: {
  createLink: ReactNode
  apiLink: (api: ApiView) => ReactNode
}) {
  const apis = useQuery(apisQuery)
  return (
    <>
      <PageHeader
        title="APIs"
        purpose="The APIs whose keys this installation issues, and how customers see each."
        action={createLink}
      />
      <CallProblem error={apis.error} onRetry={() => void apis.refetch()} />
      {apis.data?.length === 0 ? (
        <EmptyState
          title="No API yet"
          sentence="An API is what your customers call. Create one: its keys, scopes and page follow from its settings."
        >
          {createLink}
        </EmptyState>
      ) : (
        !apis.error && (
          <PlainTable label="APIs" columns={columnsWith(apiLink)} rows={apis.data} idOf={({ id }) => id} />
        )
      )}
    </>
  )
}

function columnsWith(apiLink: (api: ApiView) => ReactNode): PlainColumn<ApiView>[] {
  return [
    { id: 'name', title: 'Name', narrow: 'head', cell: apiLink },
    { id: 'prefix', title: 'Tokens', narrow: 'body', cell: ({ prefix }) => <code>{prefix}_…</code> },
    { id: 'keys', title: 'Keys', narrow: 'body', cell: keyWords },
    { id: 'header', title: 'Header', narrow: 'wide', cell: ({ credentialHeader }) => credentialHeader },
    {
      id: 'scopes',
      title: 'Scopes',
      narrow: 'body',
      isNumber: true,
      cell: ({ scopes }) => (scopes.length === 0 ? <Text c="dimmed">None</Text> : scopes.length),
    },
    { id: 'place', title: 'Page', narrow: 'body', cell: placeWords },
    {
      id: 'updated',
      title: 'Changed',
      narrow: 'wide',
      cell: ({ updatedAt }) => <InstantText at={updatedAt} />,
    },
  ]
}

/** While a form is on its way. */
export function LoadingForm() {
  return (
    <div aria-busy>
      <Skeleton height={28} maw={240} mb="lg" />
      {['a', 'b', 'c', 'd'].map(line => (
        <Skeleton key={line} height={36} maw={640} mb="md" />
      ))}
    </div>
  )
}
