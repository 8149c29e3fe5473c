import { createSessionClient, type KeyturnClient } from '@keyturn/contract/client'
import { fetchWithSession } from './client.ts'

/** A resource, and the tag of the version of it that was read: a change that names the tag overwrites no other change. */
export type Versioned<Resource> = { value: Resource; tag: string | null }

/** Reads a single resource together with its tag. */
export async function readVersioned<Resource>(
  read: (client: KeyturnClient) => Promise<Resource>,
): Promise<Versioned<Resource>> {
  let tag: string | null = null
  const client = createSessionClient({
    url: window.location.origin,
    fetch: async (address, options) => {
      const answer = await fetchWithSession(address, options)
      tag = answer.headers.get('etag')
      return answer
    },
  })
  const value = await read(client)
  return { value, tag }
}
