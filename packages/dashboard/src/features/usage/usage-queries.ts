import { KeyturnError, type ListUsageEventsQuery, type UsageSummaryBucket } from '@keyturn/contract/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { type RangeName, type UsageRange, usageRanges } from './usage-range.ts'
import { ranked } from './usage-sums.ts'

/** Whose requests are meant; what is absent is all. */
export type UsagePlace = { organizationId: string; apiId?: string; keyId?: string; environment?: string }

const sumsMost = 10_000
const rankedMost = 10

/** Sums by interval and verdict, of a period and the one before it. */
export const usageQuery = (place: UsagePlace, range: UsageRange) =>
  queryOptions({
    queryKey: ['usage', 'sums', place, range.name, range.end],
    queryFn: async ({ signal }): Promise<UsageSummaryBucket[]> => {
      const { before, end, interval } = range
      const query = { ...place, groupBy: 'code' as const, interval, limit: sumsMost, ...between(before, end) }
      return (await client.usage.summary(query, { signal })).data
    },
    staleTime: 60_000,
  })

/** What was used most in a period, by key or endpoint. */
export const rankingQuery = (place: UsagePlace, range: UsageRange, groupBy: 'key' | 'endpoint') =>
  queryOptions({
    queryKey: ['usage', 'ranking', place, range.name, range.end, groupBy],
    queryFn: async ({ signal }) => {
      const { first, end, interval } = range
      const query = { ...place, groupBy, interval, limit: sumsMost, ...between(first, end) }
      const [all, valid] = await Promise.all([
        sumsOf(query, signal),
        sumsOf({ ...query, code: 'valid' as const }, signal),
      ])
      return ranked(all, valid, rankedMost)
    },
    staleTime: 60_000,
  })

/** How many requests each API got in a period, by its id. */
export const perApiQuery = (place: UsagePlace, range: UsageRange) =>
  queryOptions({
    queryKey: ['usage', 'per-api', place, range.name, range.end],
    queryFn: async ({ signal }) => {
      const { first, end, interval } = range
      const query = { ...place, groupBy: 'api' as const, interval, limit: sumsMost, ...between(first, end) }
      const requests = new Map<string, number>()
      for (const { group, verifications } of await sumsOf(query, signal)) {
        if (group !== null) requests.set(group, (requests.get(group) ?? 0) + verifications)
      }
      return requests
    },
    staleTime: 60_000,
  })

async function sumsOf(query: Parameters<typeof client.usage.summary>[0], signal: AbortSignal) {
  const sums: UsageSummaryBucket[] = []
  for await (const bucket of client.usage.summary(query, { signal })) sums.push(bucket)
  return sums
}

function between(first: number, end: number): { from: string; to: string } {
  return { from: new Date(first).toISOString(), to: new Date(end).toISOString() }
}

/** Where the sums of a chart can be downloaded, as a program would. */
export function sumsAddress(place: UsagePlace, range: UsageRange): string {
  const { first, end, interval } = range
  const query = { ...place, groupBy: 'code', interval, limit: String(sumsMost), ...between(first, end) }
  return `/v1/usage/summary?${new URLSearchParams({ ...query, format: 'csv' })}`
}

/** What a log is narrowed by; all of it stands in the address. Without a range it goes back as far as it is kept. */
export type LogFilter = Pick<ListUsageEventsQuery, 'code' | 'method' | 'path' | 'ip'> & { range?: RangeName }

const minuteMs = 60_000

/** Where a period that ends now begins, to the minute. Requests have instants: it is not rounded as that of a chart is. */
export function beginningOf(range: RangeName, now: number): string {
  const { count, stepMs } = usageRanges[range]
  return new Date(Math.floor((now - count * stepMs) / minuteMs) * minuteMs).toISOString()
}

/** The same in the words of the API. */
type AskedFilter = Omit<LogFilter, 'range'> & { from?: string }

const logPageSize = 50
const tailMs = 2_000

/** Requests one by one, the newest first; a live one asks for more all the time. */
export const logQuery = (place: UsagePlace, asked: AskedFilter, isLive: boolean) =>
  infiniteQueryOptions({
    queryKey: ['usage', 'log', place, asked, isLive],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam }
      return client.usage.events({ ...place, ...asked, ...cursor, limit: logPageSize }, { signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
    refetchInterval: isLive ? tailMs : false,
    placeholderData: keepPreviousData,
  })

/** Where the requests of a log can be downloaded, all of them, as a program would. */
export function logAddress(place: UsagePlace, asked: AskedFilter): string {
  return `/v1/usage/events/export?${new URLSearchParams({ ...place, ...asked, format: 'csv' })}`
}

const callersOf = 200
const namesFreshMs = 5 * 60_000

/** The last requests of a key, whose callers are told apart. */
export const callersQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['usage', 'callers', keyId],
    queryFn: async ({ signal }) => (await client.usage.events({ keyId, limit: callersOf }, { signal })).data,
  })

/** A key as it is now; null for one that is gone. */
export const namedKeyQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['usage', 'named-key', keyId],
    queryFn: async ({ signal }) => {
      try {
        const { id, name, apiId, environment, start } = await client.keys.get(keyId, { signal })
        return { id, name, apiId, environment, start }
      } catch (error) {
        if (error instanceof KeyturnError && error.status === 404) return null
        throw error
      }
    },
    staleTime: namesFreshMs,
  })

/** What a key was called when it was used last: the log says so to whoever may see it, of keys that are gone too. */
export const loggedNameQuery = (keyId: string) =>
  queryOptions({
    queryKey: ['usage', 'logged-name', keyId],
    queryFn: async ({ signal }) => {
      const { data } = await client.usage.events({ keyId, limit: 1 }, { signal })
      return data[0]?.keyName ?? null
    },
    staleTime: namesFreshMs,
  })
