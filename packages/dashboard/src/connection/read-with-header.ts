import { createSessionClient, type KeyturnClient } from '@keyturn/contract/client'
import { fetchWithSession } from './client.ts'

/** What a single call answers, together with that header of its answer. */
export async function readWithHeader<Answer>(
  name: string,
  call: (client: KeyturnClient) => Promise<Answer>,
): Promise<{ value: Answer; header: string | null }> {
  let header: string | null = null
  const client = createSessionClient({
    url: window.location.origin,
    fetch: async (address, options) => {
      const answer = await fetchWithSession(address, options)
      header = answer.headers.get(name)
      return answer
    },
  })
  const value = await call(client)
  return { value, header }
}
