import { assertRecent } from '../access/assert-recent.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { writeRecoveryCodes } from './factor-change.ts'
import { personalEvent } from './second-factor.ts'
import { countFactors } from './second-factor-queries.ts'

/** New recovery codes; all earlier ones are good for nothing. */
export async function replaceRecoveryCodes(
  ctx: Context,
  input: { digests: readonly Buffer[] },
): Promise<Mutated<null>> {
  const { userId } = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const { totpConfirmedAt, passkeys } = await countFactors(tx, userId)
    if (totpConfirmedAt === null && passkeys === 0) throw nothingToReplace()
    await writeRecoveryCodes(tx, { userId, digests: input.digests, now: ctx.clock.now() })
    return { result: null, audit: [personalEvent('user.recovery_codes_replaced', userId)], changes: [] }
  })
}

function nothingToReplace(): EngineError {
  return new EngineError(
    'conflict',
    'Recovery codes stand in for an authenticator app or a passkey. Set one up first: the codes come with it.',
  )
}
