import { createSessionClient, type KeyturnClient } from '@keyturn/contract/client'
import { actingHeaders } from './acting-in.ts'
import { endSession } from './session-end.ts'

/** Calls with the cookie of the session in the organization that the page is about, and notices when the session is over. */
export const fetchWithSession: typeof fetch = async (address, options) => {
  const headers = { ...Object.fromEntries(new Headers(options?.headers)), ...actingHeaders() }
  const answer = await fetch(address, { ...options, headers, credentials: 'same-origin', cache: 'no-store' })
  if (answer.status === 401 && (await isEnd(answer))) endSession()
  return answer
}

/** The public API, called with the session of whoever looks at the page; there is no other way in. */
export const client: KeyturnClient = createSessionClient({
  url: window.location.origin,
  fetch: fetchWithSession,
})

/** Other 401s say that what somebody has typed is wrong; and who asks for the session may well find that there is none. */
async function isEnd(answer: Response): Promise<boolean> {
  if (['/v1/session', '/v1/portal-session'].includes(new URL(answer.url).pathname)) return false
  const problem: unknown = await answer
    .clone()
    .json()
    .catch(() => null)
  if (problem === null || typeof problem !== 'object' || !('code' in problem)) return false
  return problem.code === 'session_ended' || problem.code === 'missing_credential'
}
