import type { OrganizationView } from '@keyturn/contract/client'
import { Button, Group, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { ListPages } from '../../shared/list-pages.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { type PlainColumn, PlainTable } from '../../shared/plain-table.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { CreateOrganizationDrawer } from './create-organization-drawer.tsx'
import { type OrganizationFilter, organizationPageQuery } from './organization-queries.ts'

/** The customers of the vendor. */
export function OrganizationListPage({
  filter,
  onFilter,
  settingsLink,
  openLink,
  onCreated,
}: {
  filter: OrganizationFilter
  onFilter: (filter: OrganizationFilter) => void
  settingsLink: (organization: OrganizationView) => ReactNode
  /** To the pages that its own people see. */
  openLink: (organization: OrganizationView) => ReactNode
  onCreated: (organization: OrganizationView) => void
}) {
  const [isCreating, setCreating] = useState(false)
  const page = useQuery(organizationPageQuery(filter))
  const { cursor, ...kept } = filter
  const isFiltered = Object.keys(kept).length > 0
  const isEmpty = page.data?.data.length === 0 && page.data.nextCursor === null && cursor === undefined
  return (
    <>
      <PageHeader
        title="Organizations"
        purpose="The companies whose keys this installation keeps, the newest first."
        action={
          <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            Create organization
          </Button>
        }
      />
      <Filters filter={kept} onFilter={onFilter} />
      <CallProblem error={page.error} onRetry={() => void page.refetch()} />
      {isEmpty ? (
        <Nothing isFiltered={isFiltered} />
      ) : (
        !page.error && (
          <PlainTable
            label="Organizations"
            columns={columnsWith(settingsLink, openLink)}
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
      {isCreating && (
        <CreateOrganizationDrawer
          onClose={() => setCreating(false)}
          onCreated={organization => {
            setCreating(false)
            onCreated(organization)
          }}
        />
      )}
    </>
  )
}

function Filters({
  filter,
  onFilter,
}: {
  filter: OrganizationFilter
  onFilter: (filter: OrganizationFilter) => void
}) {
  const { search = '', suspended = false } = filter
  const change = (part: { search?: string; suspended?: boolean }) => {
    const next = { search, suspended, ...part }
    onFilter({
      ...(next.search === '' ? {} : { search: next.search }),
      ...(next.suspended ? { suspended: true } : {}),
    })
  }
  return (
    <Group gap="xs" mb="sm">
      <SearchField
        label="Search organizations"
        placeholder="Search name or id"
        value={search}
        onSearch={text => change({ search: text })}
      />
      <Button
        variant={suspended ? 'light' : 'default'}
        aria-pressed={suspended}
        onClick={() => change({ suspended: !suspended })}
      >
        Suspended
      </Button>
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onFilter({})}>
          Clear
        </Button>
      )}
    </Group>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No organization matches" sentence="Change or clear the search." />
  return (
    <EmptyState
      title="No organization yet"
      sentence="An organization is a customer of yours. Create one, then invite its people or make its first key."
    />
  )
}

function columnsWith(
  settingsLink: (organization: OrganizationView) => ReactNode,
  openLink: (organization: OrganizationView) => ReactNode,
): PlainColumn<OrganizationView>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      narrow: 'head',
      cell: organization => (
        <>
          {settingsLink(organization)}
          {organization.externalId !== null && (
            <Text size="sm" c="dimmed" truncate>
              {organization.externalId}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      narrow: 'body',
      cell: ({ suspended }) => (
        <StatusText tone={suspended ? 'bad' : 'good'}>{suspended ? 'Suspended' : 'Active'}</StatusText>
      ),
    },
    {
      id: 'ceiling',
      title: 'Ceiling',
      narrow: 'body',
      cell: ({ scopeCeiling }) =>
        scopeCeiling === null ? (
          <Text span c="dimmed">
            None
          </Text>
        ) : (
          `${scopeCeiling.length} ${scopeCeiling.length === 1 ? 'scope' : 'scopes'}`
        ),
    },
    {
      id: 'credits',
      title: 'Credits',
      narrow: 'wide',
      isNumber: true,
      cell: ({ credits }) => credits?.remaining.toLocaleString('en') ?? '–',
    },
    { id: 'timezone', title: 'Timezone', narrow: 'wide', cell: ({ timezone }) => timezone },
    {
      id: 'created',
      title: 'Created',
      narrow: 'body',
      cell: ({ createdAt }) => <InstantText at={createdAt} />,
    },
    { id: 'open', title: 'Pages', narrow: 'corner', cell: openLink },
  ]
}
