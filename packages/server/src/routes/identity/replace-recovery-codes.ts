import { replaceRecoveryCodes as replace } from '@keyturn/engine'
import { newRecoveryCodes, recoveryCodeDigests } from '../../identity/totp/recovery-codes.ts'
import type { Handler } from '../call.ts'

export const replaceRecoveryCodes: Handler<'replaceRecoveryCodes'> = async ({ ctx }) => {
  const recoveryCodes = newRecoveryCodes()
  const { effect } = await replace(ctx, { digests: recoveryCodeDigests(recoveryCodes) })
  return { body: { recoveryCodes }, effect }
}
