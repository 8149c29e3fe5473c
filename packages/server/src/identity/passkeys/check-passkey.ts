import {
  type Context,
  countAttempts,
  findPasskey,
  invalidCredentials,
  takeStep,
  usePasskey,
} from '@keyturn/engine'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { rememberSecondFactor } from '../attempts/remember-second-factor.ts'
import { beginningLimits } from '../attempts/second-factor-limits.ts'
import { challengeOf } from './client-data.ts'
import { challengeDigest, siteOf } from './passkey-site.ts'
import { readPasskeyUse } from './use-passkey.ts'

/**
 * Who has used a passkey, as an answer to a challenge that is used up by it. Whatever is wrong gets one answer.
 *
 * @throws EngineError `invalid_credentials`, `rate_limited`.
 */
export async function checkPasskey(
  ctx: Context,
  response: AuthenticationResponseJSON,
): Promise<{ userId: string }> {
  const party = siteOf(ctx)
  await countAttempts(ctx, beginningLimits('passkey', ctx.request.ip))
  const challenge = challengeOf(response.response.clientDataJSON)
  if (challenge === null) throw invalidCredentials()
  const step = await takeStep(ctx, { purpose: 'passkey_sign_in', digest: challengeDigest(challenge) })
  const passkey = await findPasskey(ctx, Buffer.from(response.id, 'base64url'))
  if (!step || !passkey) throw invalidCredentials()
  const use = await readPasskeyUse({ party, challenge, response, passkey })
  const user = use && (await usePasskey(ctx, { credentialId: passkey.credentialId, ...use }))
  if (!user) throw invalidCredentials()
  await rememberSecondFactor(ctx, user.userId)
  return user
}
