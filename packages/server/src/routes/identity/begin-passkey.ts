import { beginPasskey as begin, getSession } from '@keyturn/engine'
import { challengeDigest, siteOf } from '../../identity/passkeys/passkey-site.ts'
import { registrationOptions } from '../../identity/passkeys/register-passkey.ts'
import type { Handler } from '../call.ts'

export const beginPasskey: Handler<'beginPasskey'> = async ({ ctx }) => {
  const { user } = await getSession(ctx)
  const party = siteOf(ctx)
  const options = await begin(ctx, async present => {
    const made = await registrationOptions({ party, user, present })
    return { options: made, digest: challengeDigest(made.challenge) }
  })
  return { body: options }
}
