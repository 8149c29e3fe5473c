import { KeyturnError, type Session } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'

/** Who is signed in; null is nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    if (takeMark('signedOut')) return null
    try {
      return await client.session.get()
    } catch (error) {
      if (error instanceof KeyturnError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

/** The same session, as it acts in one organization. */
export const sessionInQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['session', organizationId],
    queryFn: async (): Promise<Session> => {
      const session = await client.session.get()
      // Asked beforehand, while the page was still about another organization: then it is asked again.
      if (session.organizationId !== organizationId)
        throw new Error('the answer is about another organization')
      return session
    },
    staleTime: 60_000,
    retry: false,
  })

/** Whether the first owner can be made here; null once there is one, of which the page itself knows when it is loaded. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: async () => {
    if (!('setup' in marks())) return null
    try {
      return await client.setup.get()
    } catch (error) {
      if (error instanceof KeyturnError && (error.status === 404 || error.status === 410)) return null
      throw error
    }
  },
  staleTime: 0,
})

/** What the server wrote into the page, of the moment when it was loaded. */
function marks(): DOMStringMap {
  return document.documentElement.dataset
}

/** Whether the page was marked so; only the first who asks is told, as that does not last. */
function takeMark(name: string): boolean {
  const isThere = name in marks()
  delete marks()[name]
  return isThere
}

/** Forgets everything that was read as somebody else. */
export async function changePerson(): Promise<Session | null> {
  takeMark('signedOut')
  queryClient.clear()
  return queryClient.fetchQuery(sessionQuery)
}
