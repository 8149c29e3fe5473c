import type { KeyView, ListKeysQuery } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'
import { readVersioned } from '../../connection/versioned.ts'
import type { KeySorting } from './key-sorting.ts'

const pageSize = 25

/** What a list is narrowed by. */
export type KeyMatch = {
  search?: string
  status?: KeyView['status']
  type?: KeyView['type']
  rotationDue?: boolean
  unusedForDays?: number
}

/** What one page of a list is; all of it stands in the address. */
export type KeyFilter = KeyMatch & KeySorting & { cursor?: string }

export function matchOf({ cursor: _, sort: __, order: ___, ...match }: KeyFilter): KeyMatch {
  return match
}

export type KeyPlace = { organizationId: string; apiId: string | null; environment: string | null }

export const keyPageQuery = (place: KeyPlace, filter: KeyFilter) =>
  queryOptions({
    queryKey: ['keys', place, filter],
    queryFn: async ({ signal }) =>
      client.keys.list({ limit: pageSize, ...placeQuery(place), ...filter }, { signal }),
    // The page before stays while the next one is on its way.
    placeholderData: before => before,
  })

/** How many keys match, over all pages. */
export const keyCountQuery = (place: KeyPlace, match: KeyMatch) =>
  queryOptions({
    queryKey: ['key-count', place, match],
    queryFn: ({ signal }) => client.keys.count({ ...placeQuery(place), ...match }, { signal }),
  })

/** How many of them are not revoked: so many can be. Null where there are more than are counted. */
export const liveKeyCountQuery = (place: KeyPlace, match: Omit<KeyMatch, 'status'>) =>
  queryOptions({
    queryKey: ['key-count', 'live', place, match],
    queryFn: async ({ signal }) => {
      const asked = { ...placeQuery(place), ...match }
      const [all, revoked] = await Promise.all([
        client.keys.count(asked, { signal }),
        client.keys.count({ ...asked, status: 'revoked' }, { signal }),
      ])
      return all.hasMore ? null : all.count - revoked.count
    },
  })

type PlaceQuery = Pick<ListKeysQuery, 'organizationId' | 'apiId' | 'environment'>

export function placeQuery({ organizationId, apiId, environment }: KeyPlace): PlaceQuery {
  return {
    organizationId,
    ...(apiId === null ? {} : { apiId }),
    ...(environment === null ? {} : { environment }),
  }
}

/** One key, and the version of it that a change has to name. */
export const keyQuery = (id: string) =>
  queryOptions({
    queryKey: ['keys', 'one', id],
    queryFn: () => readVersioned(versioned => versioned.keys.get(id)),
  })

/** Reads what is shown of keys again after something has changed them. */
export async function refreshKeys(): Promise<void> {
  void queryClient.invalidateQueries({ queryKey: ['key-count'] })
  await queryClient.invalidateQueries({ queryKey: ['keys'] })
}

const hourMs = 3_600_000
const countedMost = 200

/** How much a key was used in the last hour; null where the session may not see that. */
export const recentUseQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['recent-use', keyId],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - hourMs).toISOString()
      const { data } = await client.usage.events({ keyId, from, limit: countedMost }, { signal })
      const accepted = data.filter(({ code }) => code === 'valid')
      return {
        requests: accepted.reduce((sum, { count }) => sum + count, 0),
        addresses: new Set(accepted.map(({ ip }) => ip).filter(ip => ip !== null)).size,
        isMore: data.length === countedMost,
      }
    },
    staleTime: 0,
    retry: false,
  })

const sparkDays = 14
const dayMs = 24 * hourMs

/** Verifications by day, the oldest first, today last. */
export const dailyUseQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['daily-use', keyId],
    queryFn: async ({ signal }) => {
      const today = Math.floor(Date.now() / dayMs) * dayMs
      const first = today - (sparkDays - 1) * dayMs
      const from = new Date(first).toISOString()
      const { data } = await client.usage.summary({ keyId, interval: 'day', from, limit: 200 }, { signal })
      const days = Array.from({ length: sparkDays }, () => 0)
      for (const { at, verifications } of data) {
        const index = Math.round((Date.parse(at) - first) / dayMs)
        if (index in days) days[index] = (days[index] ?? 0) + verifications
      }
      return days
    },
    staleTime: 5 * 60_000,
    retry: false,
  })
