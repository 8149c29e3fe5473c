import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

export const operatorsQuery = queryOptions({
  queryKey: ['operators'],
  queryFn: async ({ signal }) => (await client.operators.list({ signal })).data,
})

export async function refreshOperators(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['operators'] })
}
