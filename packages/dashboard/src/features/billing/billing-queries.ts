import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { type DaySum, daySums, totalOf } from './day-sums.ts'
import { boundsOf, daysOf, type Month } from './month.ts'

const limit = 10_000

/** What an organization has used by day; `now` in ms is where the month ends if it has not ended. */
export const monthQuery = (organizationId: string, month: Month) =>
  queryOptions({
    queryKey: ['billing', organizationId, month],
    queryFn: async ({ signal }): Promise<DaySum[]> => {
      const query = { organizationId, interval: 'day', groupBy: 'code', limit, ...boundsOf(month) } as const
      const { data } = await client.usage.summary(query, { signal })
      return daySums(data, daysOf(month, Date.now()))
    },
  })

/** The same by API, over the whole month. */
export const monthByApiQuery = (organizationId: string, month: Month) =>
  queryOptions({
    queryKey: ['billing-by-api', organizationId, month],
    queryFn: async ({ signal }) => {
      const query = { organizationId, interval: 'day', groupBy: 'api', limit, ...boundsOf(month) } as const
      const { data } = await client.usage.summary(query, { signal })
      return [...Map.groupBy(data, ({ group }) => group)].map(([apiId, buckets]) => ({
        apiId,
        ...totalOf(
          buckets.map(({ verifications, cost }) => ({ accepted: verifications, refused: 0, credits: cost })),
        ),
      }))
    },
  })
