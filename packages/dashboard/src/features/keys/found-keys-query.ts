import { KeyturnError, type KeyView } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

const pageSize = 25

/** What keys of all organizations are searched by; all of it stands in the address. */
export type FoundKeysFilter = {
  search?: string
  status?: KeyView['status']
  apiId?: string
  cursor?: string
}

type Page = { data: KeyView[]; nextCursor: string | null }

export const foundKeysQuery = (filter: FoundKeysFilter) =>
  queryOptions({
    queryKey: ['keys', 'everywhere', filter],
    queryFn: ({ signal }): Promise<Page> => {
      const { search } = filter
      return search !== undefined && /^key_[0-9a-z]{26}$/.test(search)
        ? findById(search, signal)
        : client.keys.list({ limit: pageSize, ...filter }, { signal })
    },
    placeholderData: before => before,
  })

/** Names and starts are what the list is searched by; an id names one. */
async function findById(id: string, signal: AbortSignal): Promise<Page> {
  try {
    return { data: [await client.keys.get(id, { signal })], nextCursor: null }
  } catch (error) {
    if (error instanceof KeyturnError && error.status === 404) return { data: [], nextCursor: null }
    throw error
  }
}
