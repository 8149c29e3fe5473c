import { personPrincipal } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { mutate } from '../mutate/mutate.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { removeSessionsBegunWith } from '../sessions/session-queries.ts'
import type { Tx } from '../storage/storage.ts'
import { isOfClone, type PasskeyRow } from './passkey.ts'
import { findPasskeyByCredential, movePasskey, stopPasskey } from './passkey-queries.ts'

export type UsePasskeyInput = {
  credentialId: Buffer
  /** What the authenticator says of itself, signed. */
  counter: number
  backedUp: boolean
}

/**
 * Whose passkey was used, or null where it must not sign in: it is gone, or its counter shows that there is a copy of it
 * (WebAuthn Level 3, section 7.2, step 22). Nobody can tell which of the two is the thief's, so neither signs in any
 * more, and what began with a passkey ends.
 */
export async function usePasskey(ctx: Context, input: UsePasskeyInput): Promise<{ userId: string } | null> {
  const known = await findPasskeyByCredential(ctx.storage.lookups, input.credentialId)
  if (!known) return null
  const asThemselves = { ...ctx, principal: personPrincipal(known.user_id) }
  const { result } = await mutate(asThemselves, 'self', async tx => {
    const row = await findPasskeyByCredential(tx, input.credentialId, 'change')
    if (!row || row.cloned_at !== null) return { result: null, audit: [], changes: [] }
    const now = ctx.clock.now()
    if (isOfClone(row, input.counter)) return stop(tx, row, { counter: input.counter, now })
    await movePasskey(tx, row, { counter: input.counter, backedUp: input.backedUp, now })
    return { result: { userId: row.user_id }, audit: [], changes: [] }
  })
  return result
}

async function stop(tx: Tx, row: PasskeyRow, { counter, now }: { counter: number; now: number }) {
  await stopPasskey(tx, row, now)
  await removeSessionsBegunWith(tx, { userId: row.user_id, method: 'passkey' })
  const details = { passkey: row.id, name: row.name, expectedAbove: row.counter, counter }
  const event = personalEvent('user.passkey_cloned', row.user_id, details)
  return { result: null, audit: [event], changes: [] }
}
