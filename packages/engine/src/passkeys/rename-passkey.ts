import { assertVersion } from '../access/assert-version.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { type PasskeyView, toPasskeyView } from './passkey.ts'
import { changePasskey, findPasskeyOf } from './passkey-queries.ts'

export type PasskeyChange = { passkeyId: string; ifVersion?: number | undefined }

export async function renamePasskey(
  ctx: Context,
  input: PasskeyChange & { name: string },
): Promise<Mutated<PasskeyView>> {
  const { userId } = ownerOfAccount(ctx.principal)
  return mutate(ctx, 'self', async tx => {
    const row = await findPasskeyOf(tx, { userId, passkeyId: input.passkeyId }, 'change')
    if (!row) throw notFound()
    assertVersion(row, input.ifVersion)
    const before = toPasskeyView(row)
    const after = toPasskeyView(await changePasskey(tx, row, { name: input.name }))
    return {
      result: after,
      audit: [personalEvent('user.passkey_renamed', userId, { before, after })],
      changes: [],
    }
  })
}
