import { Button, Group, Text } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { DownloadButton } from '../../connection/download-button.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { LogFilters } from './log-filters.tsx'
import { type NamedApi, RequestTable } from './request-table.tsx'
import { beginningOf, type LogFilter, logAddress, logQuery, type UsagePlace } from './usage-queries.ts'

/** Requests as they were decided, the newest first. The filter stands in the address, which `onFilter` changes. */
export function RequestLog({
  place,
  filter,
  onFilter,
  apis = [],
}: {
  place: UsagePlace
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  /** Those that are told apart. Default: none, for a place that is about one. */
  apis?: readonly NamedApi[]
}) {
  const [isLive, setLive] = useState(false)
  const { range, ...others } = filter
  // It stays while one reads: with another beginning, what was read would be read again.
  const from = useMemo(() => (range === undefined ? undefined : beginningOf(range, Date.now())), [range])
  const asked = from === undefined ? others : { ...others, from }
  const log = useInfiniteQuery(logQuery(place, asked, isLive))
  const events = log.data?.pages.flatMap(page => page.data)
  const isFiltered = Object.keys(filter).length > 0
  return (
    <>
      <LogFilters filter={filter} onFilter={onFilter}>
        <Button
          variant={isLive ? 'light' : 'default'}
          leftSection={<IconActivity size={16} />}
          aria-pressed={isLive}
          ml="auto"
          onClick={() => setLive(!isLive)}
        >
          Live tail
        </Button>
      </LogFilters>
      {log.error && <CallProblem error={log.error} onRetry={() => void log.refetch()} />}
      {events?.length === 0 && !log.hasNextPage ? (
        <EmptyState
          title={isFiltered ? 'No request matches' : 'No requests yet'}
          sentence={
            isFiltered
              ? 'Change or clear the filters above.'
              : 'Each request that a key is presented with is listed here within a second.'
          }
        />
      ) : (
        (events !== undefined || !log.error) && (
          <RequestTable events={events} hasKeys={place.keyId === undefined} apis={apis} />
        )
      )}
      <Group justify="space-between" mt="md" gap="xs">
        <DownloadButton path={logAddress(place, asked)} name="usage-events.csv">
          Export all that match as CSV
        </DownloadButton>
        {isLive && (
          <Text size="sm" c="dimmed" role="status">
            Asked for anew every 2 seconds
          </Text>
        )}
        {log.hasNextPage && !isLive && (
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Older requests
          </Button>
        )}
      </Group>
    </>
  )
}
