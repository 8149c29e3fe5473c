import { beginStep, countAttempts } from '@keyturn/engine'
import { beginningLimits } from '../../identity/attempts/second-factor-limits.ts'
import { challengeDigest, siteOf } from '../../identity/passkeys/passkey-site.ts'
import { authenticationOptions } from '../../identity/passkeys/use-passkey.ts'
import type { Handler } from '../call.ts'

export const beginPasskeySignIn: Handler<'beginPasskeySignIn'> = async ({ ctx }) => {
  const site = siteOf(ctx)
  await countAttempts(ctx, beginningLimits('passkey options', ctx.request.ip))
  const options = await authenticationOptions(site)
  await beginStep(ctx, { purpose: 'passkey_sign_in', digest: challengeDigest(options.challenge) })
  return { body: options }
}
