import { assertRecent } from '../access/assert-recent.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { giveRecoveryCodes, goOnWithFactor } from './factor-change.ts'
import type { OpenTotp } from './open-totp.ts'
import { challengeExpired, personalEvent } from './second-factor.ts'
import { confirmTotpRow } from './second-factor-queries.ts'

export type ConfirmTotpInput = {
  /** What the code was compared with; another enrolment in between confirms nothing. */
  opened: OpenTotp
  /** The time step that the code was of. */
  step: number
  /** SHA-256 of new recovery codes, for whoever has none. */
  recoveryDigests: readonly Buffer[]
  /** SHA-256 of the session's new value. */
  sessionDigest: Buffer
}

/** From now on an authenticator app is asked for at each sign-in. Other sessions of the person end. */
export async function confirmTotp(
  ctx: Context,
  input: ConfirmTotpInput,
): Promise<Mutated<{ recoveryCodesGiven: boolean }>> {
  const person = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const { userId } = person
    const now = ctx.clock.now()
    const { row } = input.opened
    if (!(await confirmTotpRow(tx, { row, step: input.step, at: now }))) throw challengeExpired()
    const recoveryCodesGiven = await giveRecoveryCodes(tx, { userId, digests: input.recoveryDigests, now })
    await goOnWithFactor(tx, person, { now, digest: input.sessionDigest })
    return {
      result: { recoveryCodesGiven },
      audit: [personalEvent('user.totp_added', userId, { recoveryCodesGiven })],
      changes: [],
    }
  })
}
