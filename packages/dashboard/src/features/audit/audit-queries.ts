import type { ListAuditEventsQuery } from '@keyturn/contract/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

/** Whose changes are meant, and of what; the latter stands in the address. */
export type AuditPlace = Pick<ListAuditEventsQuery, 'organizationId' | 'targetId'>

const pageSize = 50
const keysMost = 6

/** Changes, the newest first. */
export const auditQuery = (place: AuditPlace) =>
  infiniteQueryOptions({
    queryKey: ['audit', place],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam }
      return client.audit.events({ ...place, ...cursor, limit: pageSize }, { signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })

/** Keys by name or start, to find what was done to them. */
export const foundKeysQuery = (organizationId: string, search: string) =>
  queryOptions({
    queryKey: ['audit', 'keys', organizationId, search],
    queryFn: async ({ signal }) =>
      (await client.keys.list({ organizationId, search, limit: keysMost }, { signal })).data,
  })

/** Where the log can be downloaded whole, as a program would. */
export function exportAddress(place: AuditPlace, format: 'csv' | 'jsonl'): string {
  return `/v1/audit/export?${new URLSearchParams({ ...place, format })}`
}
