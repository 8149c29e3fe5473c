import { type Context, type FittingCode, invalidSecondFactor, openTotp } from '@keyturn/engine'
import { recoveryCodeDigest } from './recovery-codes.ts'
import { matchTotp } from './totp.ts'

/** What somebody answers the second step with. */
export type PresentedCode = { code?: string | undefined; recoveryCode?: string | undefined }

/**
 * What a presented code is good for. A recovery code needs nothing decrypted: it signs in on a sealed server, too.
 *
 * @throws EngineError `invalid_second_factor`; `sealed` where a code of an app cannot be compared.
 */
export async function readCode(
  ctx: Context,
  { userId, code, recoveryCode }: PresentedCode & { userId: string },
): Promise<FittingCode> {
  if (recoveryCode !== undefined) {
    const recoveryDigest = recoveryCodeDigest(recoveryCode)
    if (recoveryDigest === null) throw invalidSecondFactor()
    return { recoveryDigest }
  }
  const totp = await openTotp(ctx, userId)
  const totpStep = totp && matchTotp({ secret: totp.secret, code: code ?? '', now: ctx.clock.now() })
  if (totpStep === null) throw invalidSecondFactor()
  return { totpStep }
}
