import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { goOnWithoutFactor } from '../second-factors/factor-change.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { toPasskeyView } from './passkey.ts'
import { findPasskeyOf, removePasskeyRow } from './passkey-queries.ts'
import type { PasskeyChange } from './rename-passkey.ts'

/** A passkey signs in no more. Other sessions of the person end. */
export async function removePasskey(
  ctx: Context,
  input: PasskeyChange & {
    /** SHA-256 of the session's new value. */
    sessionDigest: Buffer
  },
): Promise<Mutated<null>> {
  const person = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const { userId } = person
    const row = await findPasskeyOf(tx, { userId, passkeyId: input.passkeyId }, 'change')
    if (!row) throw notFound()
    assertVersion(row, input.ifVersion)
    await removePasskeyRow(tx, row)
    await goOnWithoutFactor(tx, person, { now: ctx.clock.now(), digest: input.sessionDigest })
    const before = toPasskeyView(row)
    return { result: null, audit: [personalEvent('user.passkey_removed', userId, { before })], changes: [] }
  })
}
