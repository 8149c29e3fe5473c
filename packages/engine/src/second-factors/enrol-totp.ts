import { assertRecent } from '../access/assert-recent.ts'
import { dataKeyWithin } from '../envelope/with-data-key.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { findBuiltinOrganization } from '../organizations/organization-queries.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { totpPlace } from './second-factor.ts'
import { putUnconfirmedTotp } from './second-factor-queries.ts'

/**
 * Keeps the secret of an authenticator app, encrypted. It signs nobody in until a code has shown that it works; until
 * then another one takes its place. No audit event before that: nothing has changed for anybody.
 */
export async function enrolTotp(ctx: Context, input: { secret: string }): Promise<Mutated<null>> {
  const { userId } = ownerOfAccount(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    const organization = await findBuiltinOrganization(tx)
    if (!organization) throw new Error('an installation without its own organization')
    const dataKey = dataKeyWithin(ctx.vault, organization.id)
    const place = totpPlace(organization.id, userId)
    const isPut = await putUnconfirmedTotp(tx, {
      user_id: userId,
      ciphertext: ctx.vault.encrypt(dataKey, place, input.secret),
      data_key_id: dataKey.id,
      confirmed_at: null,
      last_step: null,
      created_at: ctx.clock.now(),
    })
    if (!isPut) throw hasOne()
    return { result: null, audit: [], changes: [] }
  })
}

function hasOne(): EngineError {
  return new EngineError(
    'conflict',
    'You have an authenticator app already. Remove it to set up another one.',
  )
}
