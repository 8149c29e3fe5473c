import { randomBytes } from 'node:crypto'
import type { MemberPermission } from '@keyturn/core'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { findSession } from '../sessions/find-session.ts'
import { type StartSessionInput, startSession } from '../sessions/start-session.ts'
import type { OperatorRole } from '../storage/identity-tables.ts'
import type { Suite } from './suite.ts'

/** Somebody who is signed in. */
export type Person = {
  userId: string
  email: string
  memberId: string
  /** SHA-256 of the cookie's value. */
  digest: Buffer
  /** The context of a request that they send now. */
  request(): Promise<Context>
  /** Signs them in once more. */
  signIn(input?: Partial<StartSessionInput>): Promise<Buffer>
}

/** A person of an organization, or an operator, with a session. */
export async function addPerson(
  suite: Suite,
  input: { organizationId?: string; permissions?: MemberPermission[]; operator?: OperatorRole } = {},
): Promise<Person> {
  const now = suite.ctx.clock.now()
  const userId = newId('usr', now)
  const memberId = newId('mem', now)
  const email = `${userId.slice(-12)}@example.com`
  const { organizationId, permissions = [], operator } = input
  const stamps = { created_at: now, updated_at: now }
  await suite.write(null, async tx => {
    const user = { id: userId, email, email_verified_at: now, name: 'Ada', disabled_at: null }
    await tx
      .insertInto('users')
      .values({ ...user, ...stamps })
      .execute()
    if (operator) {
      await tx.insertInto('operators').values({ user_id: userId, role: operator, created_at: now }).execute()
    }
    if (organizationId === undefined) return
    const member = { id: memberId, organization_id: organizationId, user_id: userId, email, name: 'Ada' }
    await tx
      .insertInto('members')
      .values({ ...member, permissions: JSON.stringify(permissions), ...stamps })
      .execute()
  })
  const signIn = async (how: Partial<StartSessionInput> = {}) => {
    const digest = randomBytes(32)
    await startSession(suite.ctx, { userId, digest, method: 'password', withSecondFactor: false, ...how })
    return digest
  }
  const digest = await signIn()
  return { userId, email, memberId, digest, signIn, request: () => requestOf(suite.ctx, digest) }
}

/** The context of a request with a session's cookie, in the organization that it is switched to or in another. */
export async function requestOf(
  ctx: Context,
  digest: Buffer,
  organizationId: string | null = null,
): Promise<Context> {
  const principal = await findSession(ctx, digest, organizationId)
  return { ...ctx, principal, reach: principal.reach }
}
