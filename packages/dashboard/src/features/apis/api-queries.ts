import type { ApiView } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

/** Management keys have pages of their own. */
const builtInPrefix = 'kt'

/** Every API that the session reaches, oldest first, as they were set up. */
export const apisQuery = queryOptions({
  queryKey: ['apis'],
  queryFn: async (): Promise<ApiView[]> => {
    const apis: ApiView[] = []
    for await (const api of client.apis.list({ limit: 200 })) if (api.prefix !== builtInPrefix) apis.push(api)
    return apis.reverse()
  },
  staleTime: 60_000,
})

/** One API as it is now. */
export const apiQuery = (id: string) =>
  queryOptions({
    queryKey: ['apis', id],
    queryFn: ({ signal }) => client.apis.get(id, { signal }),
    staleTime: 0,
  })

const countedMost = 200

/** How many keys of an API still work, as far as they are counted. */
export const workingKeysQuery = (apiId: string) =>
  queryOptions({
    queryKey: ['working-keys', apiId],
    queryFn: async ({ signal }) => {
      const { data, nextCursor } = await client.keys.list(
        { apiId, status: 'active', limit: countedMost },
        { signal },
      )
      return { count: data.length, isMore: nextCursor !== null }
    },
    staleTime: 0,
  })

/** Reads them again after one has changed: menus and pages are made of them. */
export async function refreshApis(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['apis'] })
}
