import type { CreatePortalSessionBody } from '@keyturn/contract/client'
import { startSession } from '@keyturn/engine'
import { newSessionValue } from '../identity/sessions/session-cookie.ts'
import type { TestCall, TestServer } from './open-test-server.ts'
import type { MemberPermission } from './who-may.ts'

/** Where pages of the test server are. */
export const ownOrigin = { origin: 'http://localhost:8787' }

type Account = { email: string; operator?: 'owner' | 'operator' }

/** Somebody with an account and no way in but `signedIn`. */
export async function makeAccount(server: TestServer, { email, operator }: Account): Promise<string> {
  const { storage, clock } = server.test.context()
  const id = `usr_${Buffer.from(email).toString('hex').slice(0, 40)}`
  const at = clock.now()
  await storage.transaction(async tx => {
    const user = { id, email, email_verified_at: at, created_at: at, updated_at: at }
    await tx.insertInto('users').values(user).execute()
    if (operator)
      await tx.insertInto('operators').values({ user_id: id, role: operator, created_at: at }).execute()
  })
  return id
}

/** Somebody who has joined an organization. */
export async function makeJoined(
  server: TestServer,
  member: { organizationId: string; email: string; permissions: readonly MemberPermission[] },
): Promise<string> {
  const { organizationId, email, permissions } = member
  const path = `/v1/organizations/${organizationId}/members`
  const added = await server.call('POST', path, { body: { email, permissions } })
  if (added.status !== 201) throw new Error(added.text)
  const { id } = added.json as { id: string }
  const userId = await makeAccount(server, { email })
  await server.test
    .context()
    .storage.transaction(tx =>
      tx.updateTable('members').set({ user_id: userId }).where('id', '=', id).execute(),
    )
  return userId
}

/** What somebody sends who has just signed in, with a second factor. */
export async function signedIn(server: TestServer, userId: string): Promise<TestCall> {
  const { digest, cookie } = newSessionValue()
  await startSession(server.test.context(), { userId, digest, method: 'password', withSecondFactor: true })
  const [pair = ''] = (cookie['set-cookie'] ?? '').split(';', 1)
  return { key: null, headers: { cookie: pair, ...ownOrigin } }
}

export type PortalPermission = CreatePortalSessionBody['permissions'][number]

/** What somebody sends who has just come into a portal by its link. */
export async function inPortal(
  server: TestServer,
  portal: { organizationId: string; apiId: string; permissions: readonly PortalPermission[] },
): Promise<TestCall> {
  const { organizationId, apiId, permissions } = portal
  const body = {
    organizationId,
    apiId,
    permissions: [...permissions],
    actor: { id: 'user_1042', name: 'Grace Hopper' },
  }
  const { url } = await server.client().portalSessions.create(body)
  const token = url.slice(url.indexOf('#token=') + '#token='.length)
  const sent = { key: null, headers: ownOrigin, body: { token } }
  const { json, headers } = await server.call('POST', '/v1/portal-session', sent)
  const { id } = (json as { session: { id: string } }).session
  const [pair = ''] = (headers.get('set-cookie') ?? '').split(';', 1)
  return { key: null, headers: { cookie: pair, 'keyturn-portal-session': id, ...ownOrigin } }
}
