import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { lockInstallation } from '../storage/installation-queries.ts'
import type { Tx } from '../storage/storage.ts'
import { removeBegunStepsOf } from '../users/begun-step-queries.ts'
import { removeOneTimeTokens, removeOneTimeTokensOf } from '../users/one-time-token-queries.ts'
import { putOperator, removeSecondFactors, selectOperators } from '../users/operator-queries.ts'
import { removePassword } from '../users/password-queries.ts'
import { signInLinkLifetimeMs, writeSignInLink } from '../users/sign-in-link.ts'
import { foldEmail, type UserRow, userTarget } from '../users/user.ts'
import { changeUser, findUser, findUserByEmail, insertUser } from '../users/user-queries.ts'
import { ended, type SessionRow } from './session.ts'
import { removeSessions } from './session-queries.ts'

export type RecoverOwnerInput = {
  /** Whose address; absent: the only owner's. */
  email?: string | undefined
  /** SHA-256 of the token of the link that signs them in. */
  digest: Buffer
  /** For an owner whom nobody took anything from: their password and where they are signed in stay. */
  keepsAccess?: boolean
}

export type RecoveredOwner = { email: string; created: boolean; expiresAt: number }

/**
 * Lets somebody in as an owner who can reach nothing but the machine: makes them one, enables them, takes their password
 * and second factors away, ends their sessions and whatever else signs them in but passkeys, and keeps a link. So is out
 * who got in with what was stolen. Whoever may do this can also change the database.
 */
export async function recoverOwner(ctx: Context, input: RecoverOwnerInput): Promise<Mutated<RecoveredOwner>> {
  return mutate(ctx, 'members:write', async tx => {
    if (ctx.principal.type !== 'system') throw new Error('a recovery that was asked for from outside')
    await lockInstallation(tx)
    const now = ctx.clock.now()
    const { row, created } = await findOrMake(tx, input.email, now)
    await putOperator(tx, { user_id: row.id, role: 'owner', created_at: now })
    await findUser(tx, row.id, 'change')
    const sessions = input.keepsAccess ? [] : await endAccess(tx, row.id)
    if (row.disabled_at !== null) await changeUser(tx, row, { disabled_at: null, updated_at: now })
    await removeSecondFactors(tx, row.id)
    await removeOneTimeTokens(tx, 'setup')
    await writeSignInLink(tx, { userId: row.id, digest: input.digest, now })
    const details = { created, enabled: row.disabled_at !== null }
    return {
      result: { email: row.email, created, expiresAt: now + signInLinkLifetimeMs },
      audit: [
        { action: 'operator.recovered', organizationId: null, target: userTarget(row.id), details },
        ...sessions.map(session => ended(session, 'owner recovered')),
      ],
      changes: [],
    }
  })
}

/** Under the user's row, which sign-ins hold too: one that goes on meanwhile finds no password. */
async function endAccess(tx: Tx, userId: string): Promise<SessionRow[]> {
  await removePassword(tx, userId)
  await removeBegunStepsOf(tx, userId)
  await removeOneTimeTokensOf(tx, { userId, purpose: 'password_reset' })
  return removeSessions(tx, { userId })
}

const emailShape = /^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/

async function findOrMake(
  tx: Tx,
  email: string | undefined,
  now: number,
): Promise<{ row: UserRow; created: boolean }> {
  if (email === undefined) return { row: await soleOwner(tx), created: false }
  if (!emailShape.test(email)) {
    throw new EngineError('conflict', 'That is no e-mail address. Nothing was changed.')
  }
  const address = foldEmail(email)
  const known = await findUserByEmail(tx, address)
  if (known) return { row: known, created: false }
  return { row: await insertUser(tx, { email: address, name: null, now }), created: true }
}

async function soleOwner(tx: Tx): Promise<UserRow> {
  const owners = (await selectOperators(tx)).filter(({ role }) => role === 'owner')
  const [sole, another] = owners
  if (sole && !another) return sole
  throw new EngineError(
    'conflict',
    another
      ? 'There are several owners. Name the address of the one to let in.'
      : 'There is no owner yet. Name the address of the one to make.',
  )
}
