import { enrolTotp as enrol, getSession } from '@keyturn/engine'
import { newTotpSecret, totpUri } from '../../identity/totp/totp.ts'
import type { Handler } from '../call.ts'

export const enrolTotp: Handler<'enrolTotp'> = async ({ ctx }) => {
  const { user } = await getSession(ctx)
  const secret = newTotpSecret()
  const { effect } = await enrol(ctx, { secret })
  const { hostname } = new URL(ctx.request.origin ?? 'http://localhost')
  const uri = totpUri({ secret, issuer: `Keyturn ${hostname}`, account: user.email })
  return { body: { secret, uri }, effect }
}
