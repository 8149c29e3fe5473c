import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

const everyMs = 3_000

/** The installation now, read again and again while somebody looks. */
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => client.system.get({ signal }),
  staleTime: 0,
  refetchInterval: everyMs,
  retry: false,
})
