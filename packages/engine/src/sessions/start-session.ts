import { personPrincipal } from '../access/principal.ts'
import { toInstant } from '../clock/clock.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { SessionMethod } from '../storage/identity-tables.ts'
import type { Tx } from '../storage/storage.ts'
import { passwordMark } from '../users/find-password-of.ts'
import { selectMemberships } from '../users/membership-queries.ts'
import { findPassword } from '../users/password-queries.ts'
import { invalidCredentials } from '../users/user.ts'
import { findOperatorRole, findUser } from '../users/user-queries.ts'
import { type SessionView, sessionLifetimeMs, sessionsMax, sessionTarget, toSessionView } from './session.ts'
import { insertSession, removeLeastUsed, removeSessionByDigest } from './session-queries.ts'

export type StartSessionInput = {
  /** Who has just proven who they are. */
  userId: string
  /** SHA-256 of the cookie's new value. */
  digest: Buffer
  method: SessionMethod
  /** Which password was proven: where it was changed meanwhile nobody gets in. Absent: it was something else. */
  passwordMark?: string | undefined
  /** Whether two things were proven. */
  withSecondFactor: boolean
  identityProviderId?: string
  /** Where it begins; absent: for operators everywhere, for others their oldest membership. */
  organizationId?: string
  /** SHA-256 of the value of a cookie that came along: what it was good for ends. */
  replaces?: Buffer | null
}

/** Signs somebody in. The caller has checked what they prove it with; nobody who is disabled gets in. */
export async function startSession(ctx: Context, input: StartSessionInput): Promise<Mutated<SessionView>> {
  const { userId, digest, method } = input
  const asThemselves = { ...ctx, principal: personPrincipal(userId) }
  return mutate(asThemselves, 'self', async tx => {
    const user = await findUser(tx, userId, 'change')
    if (!user || user.disabled_at !== null) throw invalidCredentials()
    await assertPasswordStands(tx, input)
    const now = ctx.clock.now()
    if (input.replaces) await removeSessionByDigest(tx, input.replaces)
    const identityProviderId = input.identityProviderId ?? null
    await removeLeastUsed(tx, { userId, identityProviderId, keep: sessionsMax - 1 })
    const row = await insertSession(tx, {
      id: newId('ses', now),
      user_id: userId,
      digest,
      organization_id: input.organizationId ?? (await homeOf(tx, userId)),
      method,
      identity_provider_id: identityProviderId,
      authenticated_at: now,
      second_factor_at: input.withSecondFactor ? now : null,
      last_seen_at: now,
      expires_at: now + sessionLifetimeMs,
      ip: ctx.request.ip,
      user_agent: ctx.request.userAgent,
      created_at: now,
    })
    const { organization_id: organizationId } = row
    const details = { method, secondFactor: input.withSecondFactor, expiresAt: toInstant(row.expires_at) }
    return {
      result: toSessionView(row, row.id),
      audit: [{ action: 'session.started', organizationId, target: sessionTarget(row.id), details }],
      changes: [],
    }
  })
}

/** The caller holds the user's row, and so does whoever changes the password: one of the two is first. */
async function assertPasswordStands(tx: Tx, input: StartSessionInput): Promise<void> {
  if (input.passwordMark === undefined) return
  const password = await findPassword(tx, input.userId)
  if (!password || passwordMark(password.hash) !== input.passwordMark) throw invalidCredentials()
}

/** Operators begin everywhere, others where they have been a member for the longest. */
async function homeOf(tx: Tx, userId: string): Promise<string | null> {
  if ((await findOperatorRole(tx, userId)) !== null) return null
  const [oldest] = await selectMemberships(tx, userId)
  return oldest?.organization_id ?? null
}
