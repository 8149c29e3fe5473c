import type { ApiView, KeyView } from '@keyturn/contract/client'
import { Badge, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { ListPages } from '../../shared/list-pages.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { type PlainColumn, PlainTable } from '../../shared/plain-table.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { useNow } from '../../shared/use-now.ts'
import { FoundKeysFilters } from './found-keys-filters.tsx'
import { type FoundKeysFilter, foundKeysQuery } from './found-keys-query.ts'
import { statusOf } from './key-status.ts'

/** Keys of every organization, for whoever has a part of one in hand and wants to know whose it is. */
export function FoundKeysPage({
  apis,
  filter,
  onFilter,
  keyLink,
  organizationLink,
}: {
  apis: readonly ApiView[]
  filter: FoundKeysFilter
  onFilter: (filter: FoundKeysFilter) => void
  keyLink: (found: KeyView) => ReactNode
  organizationLink: (organizationId: string) => ReactNode
}) {
  const page = useQuery(foundKeysQuery(filter))
  const { cursor, ...kept } = filter
  const isFiltered = Object.keys(kept).length > 0
  const isEmpty = page.data?.data.length === 0 && page.data.nextCursor === null && cursor === undefined
  return (
    <>
      <PageHeader
        title="All keys"
        purpose="Keys of every organization. Search by the start of a key, its name or its id."
      />
      <FoundKeysFilters apis={apis} filter={kept} onFilter={onFilter} />
      <CallProblem error={page.error} onRetry={() => void page.refetch()} />
      {isEmpty ? (
        <EmptyState
          title={isFiltered ? 'No key matches' : 'No keys yet'}
          sentence={
            isFiltered
              ? 'Change or clear the search. Of a pasted key only its start is looked for.'
              : 'Keys are made by organizations, on the page of an API.'
          }
        />
      ) : (
        !page.error && (
          <PlainTable
            label="All keys"
            columns={columnsWith({ apis, keyLink, organizationLink })}
            rows={page.data?.data}
            idOf={({ id }) => id}
          />
        )
      )}
      <ListPages
        isFirst={cursor === undefined}
        nextCursor={page.data?.nextCursor ?? null}
        onGo={next => onFilter(next === null ? kept : { ...kept, cursor: next })}
      />
    </>
  )
}

function columnsWith(parts: {
  apis: readonly ApiView[]
  keyLink: (found: KeyView) => ReactNode
  organizationLink: (organizationId: string) => ReactNode
}): PlainColumn<KeyView>[] {
  const { apis, keyLink, organizationLink } = parts
  const apiName = new Map(apis.map(({ id, name }) => [id, name]))
  return [
    {
      id: 'name',
      title: 'Name',
      narrow: 'head',
      // Management keys are of no API that has pages.
      cell: found => (apiName.has(found.apiId) ? keyLink(found) : found.name),
    },
    {
      id: 'key',
      title: 'Key',
      narrow: 'body',
      cell: ({ start, environment }) => (
        <span>
          <code>{start}…</code>{' '}
          <Badge size="sm" ml={4}>
            {environment}
          </Badge>
        </span>
      ),
    },
    {
      id: 'organization',
      title: 'Organization',
      narrow: 'body',
      isChosen: true,
      cell: ({ organizationId }) => organizationLink(organizationId),
    },
    {
      id: 'api',
      title: 'API',
      narrow: 'body',
      isChosen: true,
      cell: ({ apiId }) => apiName.get(apiId) ?? 'Keyturn',
    },
    {
      id: 'lastUsed',
      title: 'Last used',
      narrow: 'body',
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? (
          <Text span c="dimmed">
            Never
          </Text>
        ) : (
          <InstantText at={lastUsedAt} />
        ),
    },
    { id: 'status', title: 'Status', narrow: 'body', cell: found => <Status found={found} /> },
  ]
}

function Status({ found }: { found: KeyView }) {
  const { tone, text } = statusOf(found, useNow())
  return <StatusText tone={tone}>{text}</StatusText>
}
