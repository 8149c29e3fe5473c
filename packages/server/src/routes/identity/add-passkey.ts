import { addPasskey as add, challengeExpired, takeOwnStep } from '@keyturn/engine'
import { HttpProblem } from '../../http/http-problem.ts'
import { challengeOf } from '../../identity/passkeys/client-data.ts'
import { challengeDigest, siteOf } from '../../identity/passkeys/passkey-site.ts'
import { readMadePasskey } from '../../identity/passkeys/register-passkey.ts'
import { newSessionValue } from '../../identity/sessions/session-cookie.ts'
import { newRecoveryCodes, recoveryCodeDigests } from '../../identity/totp/recovery-codes.ts'
import type { Handler } from '../call.ts'

export const addPasskey: Handler<'addPasskey'> = async ({ ctx, body }) => {
  const party = siteOf(ctx)
  const challenge = challengeOf(body.response.response.clientDataJSON)
  if (challenge === null) throw notMade()
  const step = { purpose: 'passkey_registration' as const, digest: challengeDigest(challenge) }
  if (!(await takeOwnStep(ctx, step))) throw challengeExpired()
  const made = await readMadePasskey({ party, challenge, response: body.response })
  if (!made) throw notMade()
  const recoveryCodes = newRecoveryCodes()
  const recoveryDigests = recoveryCodeDigests(recoveryCodes)
  const { digest: sessionDigest, cookie } = newSessionValue()
  const { result, effect } = await add(ctx, { ...made, name: body.name, recoveryDigests, sessionDigest })
  const { passkey, recoveryCodesGiven } = result
  return {
    body: { passkey, recoveryCodes: recoveryCodesGiven ? recoveryCodes : null },
    effect,
    headers: cookie,
  }
}

function notMade(): HttpProblem {
  const message =
    'This is not what a passkey of this installation answers that knows its holder. Begin again.'
  return new HttpProblem('invalid_input', message, { errors: [{ pointer: '/response', message }] })
}
