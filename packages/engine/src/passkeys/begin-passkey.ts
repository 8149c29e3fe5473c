import { assertRecent } from '../access/assert-recent.ts'
import type { Context } from '../mutate/context.ts'
import { beginStep } from '../second-factors/challenges.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { isListOf, isText, StoredMembers } from '../storage/stored-members.ts'
import { selectPasskeysOf } from './passkey-queries.ts'

/** A passkey that somebody has, as far as an authenticator has to know of it. */
export type PresentPasskey = { credentialId: Buffer; transports: string[] }

/**
 * Lets the person who asks make a passkey in this session. What their authenticator is asked is made from those that
 * they have; the digest of its challenge is kept.
 */
export async function beginPasskey<T>(
  ctx: Context,
  ask: (present: PresentPasskey[]) => Promise<{ options: T; digest: Buffer }>,
): Promise<T> {
  const { userId, session } = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  const rows = await selectPasskeysOf(ctx.storage.lookups, userId)
  const { options, digest } = await ask(
    rows.map(row => ({
      credentialId: row.credential_id,
      transports: new StoredMembers().read('transports', row.transports, words),
    })),
  )
  await beginStep(ctx, { purpose: 'passkey_registration', digest, userId, sessionId: session.id })
  return options
}

const words = { isReadable: isListOf(isText), otherwise: [] }
