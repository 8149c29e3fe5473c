import { toInstant } from '../clock/clock.ts'
import type { Context } from '../mutate/context.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import type { SecondFactorMethod, SecondFactorsView } from './second-factor.ts'
import { countFactors } from './second-factor-queries.ts'

/** What the person who asks signs in with besides a password. */
export async function listSecondFactors(
  ctx: Pick<Context, 'storage' | 'principal'>,
): Promise<SecondFactorsView> {
  const { userId } = ownerOfAccount(ctx.principal)
  const { totpConfirmedAt, passkeys, recoveryCodes } = await countFactors(ctx.storage.lookups, userId)
  return {
    totp: totpConfirmedAt === null ? null : { confirmedAt: toInstant(totpConfirmedAt) },
    passkeys,
    recoveryCodesLeft: recoveryCodes,
  }
}

/** What a second step of somebody's sign-in can be answered with; empty: there is none. */
export async function secondFactorMethods(
  { storage }: Pick<Context, 'storage'>,
  userId: string,
): Promise<SecondFactorMethod[]> {
  const { totpConfirmedAt, passkeys, recoveryCodes } = await countFactors(storage.lookups, userId)
  const methods: SecondFactorMethod[] = []
  if (totpConfirmedAt !== null) methods.push('totp')
  if (passkeys > 0) methods.push('passkey')
  if (methods.length > 0 && recoveryCodes > 0) methods.push('recovery_code')
  return methods
}
