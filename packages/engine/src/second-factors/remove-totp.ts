import { assertRecent } from '../access/assert-recent.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { goOnWithoutFactor } from './factor-change.ts'
import { personalEvent } from './second-factor.ts'
import { removeTotpRow } from './second-factor-queries.ts'

/** An authenticator app is asked for no more. Other sessions of the person end. */
export async function removeTotp(ctx: Context, input: { sessionDigest: Buffer }): Promise<Mutated<null>> {
  const person = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const removed = await removeTotpRow(tx, person.userId)
    if (!removed) throw notFound()
    await goOnWithoutFactor(tx, person, { now: ctx.clock.now(), digest: input.sessionDigest })
    return { result: null, audit: [personalEvent('user.totp_removed', person.userId)], changes: [] }
  })
}
